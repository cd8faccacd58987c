/** The few words that stand inside formulas. */
export interface Words {
  readonly if: string;
  readonly otherwise: string;
  readonly else: string;
  readonly and: string;
}

export const words = {
  en: { if: 'if', otherwise: 'otherwise', else: 'else', and: 'and' },
  zh: { if: '若', otherwise: '否则', else: '否则', and: '且' },
} as const satisfies Record<string, Words>;
