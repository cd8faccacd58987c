// @ts-check
import eslint from '@eslint/js';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

/** What no pure or browser-side module may import. */
const nodeModules = ['node:*', ...builtinModules.filter((name) => !name.startsWith('_'))];

/**
 * A house rule: `files` may not import what `patterns` match. Folders that only the compiler knows of
 * (project references) are named here too, so that the message says why.
 * @param {string[]} files
 * @param {{ group?: string[], regex?: string, message: string, allowTypeImports?: boolean }[]} patterns
 * @param {string[]} [ignores]
 */
const house = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

const noVscode = { group: ['vscode'], message: 'Only src/extension may import vscode.' };
const noNode = { group: nodeModules, message: 'This module also runs in a browser: no Node modules.' };
/** @param {string[]} names @param {string} message */
const noFolders = (names, message) => ({ regex: `^\\.\\.?/(.*/)?(${names.join('|')})(/|$)`, message });

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'coverage/', 'node_modules/', 'examples/', 'test/screens/actual/'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // The compiler knows globals, and knows them per folder.
      'no-undef': 'off',
    },
  },
  {
    files: ['scripts/**', 'test/**', 'bench/**', '*.config.*'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
  {
    // Promises are at home only on the host's side and in the page: the rules that need types run there alone, which keeps lint fast.
    files: ['src/extension/**/*.ts', 'src/worker/**/*.ts', 'src/webview/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  house(
    ['src/math/**/*.ts'],
    [
      { regex: '^[^.]', message: 'src/math is pure mathematics: it imports nothing but itself.' },
      noFolders(
        ['source', 'explain', 'messages', 'worker', 'extension', 'webview'],
        'src/math knows none of the others.',
      ),
    ],
  ),
  house(
    ['src/source/**/*.ts', 'src/*.ts'],
    [
      noVscode,
      noNode,
      {
        group: ['preact', 'preact/*', 'katex', 'katex/*'],
        message: 'Reading source is pure: no page libraries.',
      },
      noFolders(['worker', 'extension', 'webview'], 'The pure core does not know who asks it.'),
    ],
  ),
  house(
    ['src/source/**/*.ts'],
    [
      noVscode,
      noNode,
      {
        group: ['preact', 'preact/*', 'katex', 'katex/*'],
        message: 'Reading source is pure: no page libraries.',
      },
      noFolders(
        ['explain', 'messages', 'worker', 'extension', 'webview'],
        'src/source reads text for src/explain.ts; it knows only src/math.',
      ),
    ],
  ),
  house(
    ['src/worker/**/*.ts'],
    [
      noVscode,
      noNode,
      noFolders(['extension', 'webview'], 'Worker, extension and page speak by messages only.'),
    ],
    ['src/worker/node*.ts'],
  ),
  house(
    ['src/worker/node*.ts'],
    [noVscode, noFolders(['extension', 'webview'], 'Worker, extension and page speak by messages only.')],
  ),
  house(
    ['src/extension/**/*.ts'],
    [
      noNode,
      noFolders(['worker', 'webview'], 'Worker, extension and page speak by messages only.'),
      {
        ...noFolders(
          ['math', 'source', 'explain'],
          'Mathematics runs in the worker; the extension may only name its types.',
        ),
        allowTypeImports: true,
      },
    ],
    ['src/extension/main.ts', 'src/extension/node*.ts', 'src/extension/**/node*.ts'],
  ),
  house(
    ['src/extension/main.ts', 'src/extension/node*.ts', 'src/extension/**/node*.ts'],
    [
      noFolders(['worker', 'webview'], 'Worker, extension and page speak by messages only.'),
      {
        ...noFolders(
          ['math', 'source', 'explain'],
          'Mathematics runs in the worker; the extension may only name its types.',
        ),
        allowTypeImports: true,
      },
    ],
  ),
  house(
    ['src/webview/**/*.{ts,tsx}'],
    [
      noVscode,
      noNode,
      noFolders(
        ['source', 'worker', 'extension'],
        'The page sees messages, and of the mathematics only evaluation and printing.',
      ),
      {
        ...noFolders(
          ['explain', 'math/derive', 'math/verify', 'math/simplify'],
          'The page evaluates and prints; it does not derive.',
        ),
        allowTypeImports: true,
      },
    ],
  ),
);
