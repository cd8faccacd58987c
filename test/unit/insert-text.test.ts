import { describe, expect, test } from 'vitest';
import { afterMarkdown, blockAfter, commentBlock, type Block } from '../../src/extension/insert-text.js';

const content = '∇ softmax\np_j·(δ_ij − p_i)\n\n∎ checked\n';
const apply = (text: string, { start, end, text: put }: Block): string =>
  text.slice(0, start) + put + text.slice(end);
/** Where the construct ends is marked by `|`. */
const at = (marked: string): [string, number] => [marked.replace('|', ''), marked.indexOf('|')];

describe('a comment below code', () => {
  const insert = (marked: string, comment = '# ', eol = '\n', what = content): string => {
    const [text, end] = at(marked);
    return apply(text, commentBlock(text, end, what, comment, eol));
  };

  test('stands below the construct, indented like it', () => {
    expect(insert('class A:\n    def f(x):\n        return x|\n\ny = 1\n')).toBe(
      'class A:\n    def f(x):\n        return x\n        # ∇ softmax\n        # p_j·(δ_ij − p_i)\n        #\n        # ∎ checked\n\ny = 1\n',
    );
  });

  test('stands below the last line with text, whatever the reader says of blank lines', () => {
    expect(insert('x = 1\n\n\n|y = 2')).toMatch(/^x = 1\n# ∇/);
  });

  test('does not split a line that a backslash continues', () => {
    expect(insert('y = a| + \\\n    b\nz = 1\n')).toMatch(/^y = a \+ \\\n {4}b\n {4}# ∇/);
  });

  test('at the end of a file without a last newline', () => {
    expect(insert('f = x|', '// ')).toBe('f = x\n// ∇ softmax\n// p_j·(δ_ij − p_i)\n//\n// ∎ checked');
  });

  test('has the line ends of the document', () => {
    expect(insert('f = x|\r\ny\r\n', '// ', '\r\n')).toBe(
      'f = x\r\n// ∇ softmax\r\n// p_j·(δ_ij − p_i)\r\n//\r\n// ∎ checked\r\ny\r\n',
    );
  });

  test.each(['\n', '\r\n'])('takes the place of the one that an earlier run left (%j)', (eol) => {
    const [text, end] = at(`f = x|${eol}${eol}# mine${eol}y${eol}`);
    const once = apply(text, commentBlock(text, end, content, '# ', eol));
    expect(apply(once, commentBlock(once, end, content, '# ', eol))).toBe(once);
    const changed = apply(once, commentBlock(once, end, content.replace('p_i', 'q_i'), '# ', eol));
    expect(changed).toBe(once.replace('p_i', 'q_i'));
    expect(changed.match(/∇/g)).toHaveLength(1);
    expect(changed).toContain(`# mine${eol}`);
  });

  test('leaves comments alone that only look like its beginning', () => {
    const out = insert('f = x|\n# ∇ is the sign of the gradient\ny = 1\n');
    expect(out).toContain('# ∎ checked\n# ∇ is the sign of the gradient\ny = 1\n');
  });
});

describe('Markdown', () => {
  const markdown = '### ∇ softmax\n\n$$p$$\n\n*checked*\n';
  const insert = (marked: string): string => {
    const [text, end] = at(marked);
    return apply(text, afterMarkdown(text, end, markdown, '\n'));
  };

  test('goes below the paragraph', () => {
    expect(insert('We take $x^2|$ here\nand there.\n\nNext.\n')).toBe(
      `We take $x^2$ here\nand there.\n\n${markdown}\nNext.\n`,
    );
  });

  test('goes below a code fence, not into it', () => {
    expect(insert('```python\nx = 1|\n\ny = 2\n```\nNext.\n')).toMatch(/y = 2\n```\n\n### ∇ softmax/);
  });

  test('is replaced when it is made again', () => {
    const [text, end] = at('$x^2|$\n\nNext.\n');
    const once = apply(text, afterMarkdown(text, end, markdown, '\n'));
    const twice = apply(once, afterMarkdown(once, end, markdown.replace('$$p$$', '$$q$$'), '\n'));
    expect(twice).toBe(once.replace('$$p$$', '$$q$$'));
  });
});

test('plain text is set off by blank lines, and not repeated', () => {
  const [text, end] = at('1 2 3|\n4\n');
  const once = apply(text, blockAfter(text, end, 'p = …\n', '\n'));
  expect(once).toBe('1 2 3\n\np = …\n\n4\n');
  expect(apply(once, blockAfter(once, end, 'p = …\n', '\n'))).toBe(once);
});
