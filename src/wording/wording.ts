/** A text in every language of the product; `{0}`, `{1}` … stand for arguments. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}
export type Language = keyof Text;

/** Puts arguments into a text of a table. */
export const say = (text: Text, language: Language, args: readonly (string | number)[] = []): string =>
  text[language].replace(/\{(\d+)\}/g, (whole, n: string) => String(args[Number(n)] ?? whole));
