import type { Span } from '../../math/program.js';

/** What is written below or above a symbol, as far as it picks a component: i, {ij}, 1, y. */
export interface Sub {
  readonly text: string;
  readonly span: Span;
}

/** A formula as it is written, before it is known what its symbols are. */
export type Latex = { readonly span: Span } & (
  | { readonly kind: 'number'; readonly text: string }
  /** `bold`: \mathbf, \vec: a vector if lower case, a matrix if upper case. `label`: a subscript that is part of the name. */
  | { readonly kind: 'symbol'; readonly name: string; readonly subs: readonly Sub[]; readonly bold: boolean }
  | { readonly kind: 'infinity' }
  | { readonly kind: 'add'; readonly terms: readonly Latex[] }
  | { readonly kind: 'negative'; readonly value: Latex }
  /** `by` says how each factor is tied to the one before. */
  | {
      readonly kind: 'product';
      readonly factors: readonly Latex[];
      readonly by: readonly ('' | 'dot' | 'odot' | '/')[];
    }
  | { readonly kind: 'power'; readonly base: Latex; readonly exponent: Latex }
  | { readonly kind: 'transpose'; readonly value: Latex }
  | { readonly kind: 'root'; readonly value: Latex; readonly degree: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Latex[];
      /** The place of the name, and the base of a logarithm. */
      readonly nameSpan: Span;
      readonly base?: string;
    }
  | {
      readonly kind: 'big';
      readonly op: 'sum' | 'prod' | 'max' | 'min';
      readonly indices: readonly Sub[];
      readonly to?: string;
      /** It starts at 0, not at 1. */
      readonly fromZero?: boolean;
      readonly not?: Sub;
      readonly body: Latex;
    }
  | { readonly kind: 'norm'; readonly value: Latex; readonly order: '1' | '2' | 'inf' }
  | { readonly kind: 'abs'; readonly value: Latex }
  /** (W x)_i */
  | { readonly kind: 'component'; readonly value: Latex; readonly subs: readonly Sub[] }
  | {
      readonly kind: 'cases';
      readonly rows: readonly {
        readonly value: Latex;
        readonly left?: Latex;
        readonly rel?: '<' | '<=' | '=' | '!=';
        readonly right?: Latex;
      }[];
    }
);

export interface Equation {
  readonly body: Latex;
  /** What stands left of the equals sign: its name, and the indices that it is written with. */
  readonly name: string;
  readonly indices: readonly Sub[];
  /** The x of f(x) = …: what it is derived by, if nobody says otherwise. */
  readonly of?: string;
}
