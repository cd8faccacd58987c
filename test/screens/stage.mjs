/**
 * The panel's page in a browser without VS Code: a stand-in for its API, the real theme variables, the host's content security
 * policy. Used by the screen tests and by shoot.mjs.
 */
import * as esbuild from 'esbuild';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const origin = 'http://panel.test';
const themes = JSON.parse(await readFile(path.join(here, 'themes.json'), 'utf8'));

export const themeNames = Object.keys(themes);

/** What VS Code puts on a webview's body. */
const bodyClass = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  'high-contrast': 'vscode-high-contrast',
  'high-contrast-light': 'vscode-high-contrast vscode-high-contrast-light',
};

/** @type {Map<string, Promise<string>>} */
const scripts = new Map();

/**
 * The fixtures, as a script that runs in the page: typed arrays cannot be handed in as JSON.
 * @param {string} file index.ts: written by hand; real.ts: explained for real
 */
function fixtureScript(file) {
  const script =
    scripts.get(file) ??
    esbuild
      .build({
        entryPoints: [path.join(here, 'fixtures', file)],
        bundle: true,
        write: false,
        format: 'iife',
        globalName: 'nablaFixtures',
        target: 'es2022',
      })
      .then(({ outputFiles }) => outputFiles[0].text);
  scripts.set(file, script);
  return script;
}

const policy = [
  "default-src 'none'",
  `style-src ${origin}`,
  `font-src ${origin}`,
  'img-src data: blob:',
  "script-src 'nonce-panel'",
].join('; ');

const html = (theme) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Nabla</title><link rel="stylesheet" href="${origin}/theme.css"><link rel="stylesheet" href="${origin}/panel.css"></head>
<body class="${bodyClass[theme]}" data-vscode-theme-kind="${bodyClass[theme]}">
<script nonce="panel">
  window.sent = []; window.violations = []; let kept = JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined;
  document.addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI));
  window.acquireVsCodeApi = () => ({
    postMessage(message) { sent.push(message); window.dispatchEvent(new CustomEvent('sent', { detail: message })); },
    getState: () => kept, setState(state) { kept = state; sessionStorage.setItem('state', JSON.stringify(state)); },
  });
</script>
<script nonce="panel" src="${origin}/fixtures.js"></script>
<script nonce="panel">
  window.addEventListener('sent', ({ detail }) => {
    const name = sessionStorage.getItem('fixture');
    if (detail.type === 'ready' && name) window.postMessage({ type: 'state', state: nablaFixtures.fixtures[name]() });
  });
</script>
<script nonce="panel" src="${origin}/panel.js"></script>
</body></html>`;

/**
 * A page that shows one fixture.
 * @param {import('playwright-core').Browser} browser
 * @param {{ fixture: string, theme?: string, width?: number, height?: number, reducedMotion?: boolean, zoom?: number }} what
 */
export async function stage(
  browser,
  { fixture, theme = 'light', width = 720, height = 900, reducedMotion = true, zoom = 1 },
) {
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const fixtures = await fixtureScript(fixture.startsWith('real-') ? 'real.ts' : 'index.ts');
  const variables = Object.entries(themes[theme]).map(([name, value]) => `${name}: ${value};`);
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html(theme) });
    if (pathname === '/theme.css')
      return route.fulfill({ contentType: 'text/css', body: `:root { ${variables.join('\n')} }` });
    if (pathname === '/fixtures.js') return route.fulfill({ contentType: 'text/javascript', body: fixtures });
    return route.fulfill({ path: path.join(root, 'dist/webview', pathname) });
  });
  await page.addInitScript((name) => sessionStorage.setItem('fixture', name), fixture);
  await page.goto(`${origin}/`);
  await page.waitForSelector('main', { timeout: 10_000 });
  await page.evaluate(() => document.fonts.ready);
  return { page, errors, close: () => context.close() };
}
