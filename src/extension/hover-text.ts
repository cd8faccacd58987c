/*
 * How a hover writes things. Pure, and tested by itself.
 */

/** A picture as an address that Markdown takes. Percent-encoded, which is shorter than base64 for text; brackets would end the link. */
export function pictureAddress(svg: string): string {
  const encoded = svg
    .replace(/\s*\n\s*/g, ' ')
    // Half a character cannot be encoded.
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/[%#<>"()[\]{}|\\^`\s\u0080-\uffff]+/g, (characters) =>
      encodeURIComponent(characters).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29')),
    );
  return `data:image/svg+xml,${encoded}`;
}

/** A number to so many significant digits. */
export const number = (value: number, digits: number): string => {
  const short = Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : value.toPrecision(digits);
  return short.replace(/-/g, '−');
};

/** A small matrix with its columns aligned, for a monospaced font. */
export function matrixLines(entries: readonly number[], columns: number, digits: number): string[] {
  const cells = entries.map((entry) => number(entry, digits));
  const width = Math.max(...cells.map(({ length }) => length));
  const rows = Math.ceil(cells.length / columns);
  return Array.from({ length: rows }, (_, row) => {
    const line = cells.slice(row * columns, (row + 1) * columns).map((cell) => cell.padStart(width));
    const [open, close] = rows === 1 ? '[]' : row === 0 ? '⎡⎤' : row === rows - 1 ? '⎣⎦' : '⎢⎥';
    return `${row === 0 ? 'J = ' : '    '}${open ?? ''}${line.join('  ')}${close ?? ''}`;
  });
}
