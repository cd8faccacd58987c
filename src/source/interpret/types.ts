import type { Program, Span } from '../../math/program.js';
import type { Message, ReadFinding, Reading, ReadRefusal, Value } from '../reading.js';
import type { FunctionSyntax, Module, Statement, Syntax } from '../syntax.js';

/** What is to be read: chosen by the selection or the cursor. */
export type Target =
  /** A named function or method: its parameters are free, its returned value is the output. */
  | { readonly kind: 'function'; readonly definition: FunctionSyntax }
  /** A lambda or arrow function assigned to a name ('' where it has none). */
  | {
      readonly kind: 'lambda';
      readonly name: string;
      readonly value: Extract<Syntax, { readonly kind: 'lambda' }>;
    }
  | { readonly kind: 'expression'; readonly value: Syntax }
  /** A run of statements: the value returned, else the last one assigned (or written as a statement), is the output. */
  | { readonly kind: 'statements'; readonly body: readonly Statement[] };

/** What stands around the target. */
export interface Context {
  /** The text of `module`: messages quote it, and fixes edit it. */
  readonly text: string;
  readonly module: Module;
  /** Earlier cells of the notebook, in document order. Their spans are offsets into their own texts and are never reported. */
  readonly preceding: readonly Module[];
  /** Where the target begins: assignments before it reach it. Functions, classes and imports of the module count wherever they stand. */
  readonly before: number;
  /** The functions around an expression, statement or lambda, outermost first: what they bind before `before` is followed. */
  readonly enclosing?: readonly FunctionSyntax[];
  /** These names are leaves: their definitions are not followed. */
  readonly wrt?: string;
  readonly values?: Readonly<Record<string, Value>>;
  /** Steps allowed; over budget is a refusal 'too-large'. */
  readonly fuel: number;
}

export interface Interpreted {
  readonly ok: true;
  readonly program: Program;
  /** The names that it can be derived by, the default first. */
  readonly wrt: readonly string[];
  readonly values: Readonly<Record<string, Value>>;
  readonly notes: readonly Message[];
  readonly findings: readonly ReadFinding[];
  readonly library: Reading['library'];
  /** Whole of the construct that gave the values away, where a call site did. */
  readonly callSite?: Span;
}

export type Interpret = (target: Target, context: Context) => Interpreted | ReadRefusal;
