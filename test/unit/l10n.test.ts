import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const table = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g))].sort();

/** The first argument of each call `l10n.t(…)` of the extension; a call whose text is not a plain string cannot be translated. */
function textsOfCode(): { texts: Set<string>; odd: string[] } {
  const texts = new Set<string>();
  const odd: string[] = [];
  const folder = join(root, 'src', 'extension');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const source = readFileSync(join(folder, file), 'utf8');
    for (const { index, 0: call } of source.matchAll(/\bl10n\s*\.\s*t\s*\(\s*/g)) {
      const literal = /^(['"])((?:(?!\1)[^\\\n]|\\['"\\])*)\1\s*[,)]/.exec(source.slice(index + call.length));
      if (literal?.[2] === undefined) odd.push(`${file}: ${source.slice(index, index + 80)}`);
      else texts.add(literal[2].replace(/\\(.)/g, '$1'));
    }
  }
  return { texts, odd };
}

describe('texts of the extension', () => {
  const { texts, odd } = textsOfCode();

  test('are literals, so that they can be found', () => {
    expect(odd).toEqual([]);
    expect(texts.size).toBeGreaterThan(5);
  });

  test.each(['l10n/bundle.l10n.json', 'l10n/bundle.l10n.zh-cn.json'])(
    'are all in %s, and nothing else',
    (file) => {
      const bundle = table(file);
      expect(Object.keys(bundle).sort()).toEqual([...texts].sort());
      for (const [key, text] of Object.entries(bundle))
        expect(placeholders(text), key).toEqual(placeholders(key));
    },
  );

  test('are translated into Chinese', () => {
    const untranslated = Object.entries(table('l10n/bundle.l10n.zh-cn.json')).filter(
      ([, text]) => !/\p{Script=Han}/u.test(text),
    );
    expect(untranslated).toEqual([]);
  });
});

describe('texts of the manifest', () => {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  const used = [...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');

  test.each(['package.nls.json', 'package.nls.zh-cn.json'])('are all in %s, and nothing else', (file) => {
    expect(Object.keys(table(file)).sort()).toEqual([...new Set(used)].sort());
  });

  test('leave no title or description in English alone', () => {
    const contributes = JSON.stringify((JSON.parse(manifest) as { contributes: unknown }).contributes);
    const bare = [...contributes.matchAll(/"(title|description|markdownDescription)":"(?!%)([^"]+)"/g)].map(
      ([, field, text]) => `${field}: ${text}`,
    );
    // The section of the settings has the product's name.
    expect(bare).toEqual(['title: Nabla']);
  });
});

describe('tables of wordings', () => {
  const folder = join(root, 'src', 'wording');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));

  test.each(files)('%s has every text in both languages, with the same arguments', async (file) => {
    const check = (key: string, value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!('en' in value || 'zh' in value)) {
        for (const [inner, each] of Object.entries(value)) check(`${key}.${inner}`, each);
        return;
      }
      const { en, zh } = value as { en?: unknown; zh?: unknown };
      expect([typeof en, typeof zh], key).toEqual(['string', 'string']);
      expect(String(en).trim(), key).not.toBe('');
      expect(String(zh).trim(), key).not.toBe('');
      expect(placeholders(String(zh)), key).toEqual(placeholders(String(en)));
    };
    const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
    for (const [name, table] of Object.entries(module)) check(name, table);
  });
});
