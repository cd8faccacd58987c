import * as vscode from 'vscode';

const attribute = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where the page's script, stylesheet and fonts are: nothing else can be loaded. */
export const pageRoot = (extension: vscode.Uri): vscode.Uri =>
  vscode.Uri.joinPath(extension, 'dist', 'webview');

/**
 * The page's document. The policy allows one script by its nonce and the stylesheet and fonts of the extension; no inline
 * styles, no requests. Pictures of data are what the page draws itself when an image is copied.
 */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const root = pageRoot(extension);
  const file = (name: string): string =>
    attribute(webview.asWebviewUri(vscode.Uri.joinPath(root, ...name.split('/'))).toString());
  const key = nonce();
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src data: blob:`,
    `script-src 'nonce-${key}'`,
  ].join('; ');
  // Formulas stay invisible until their fonts are there: these two are in all of them.
  const fonts = ['KaTeX_Main-Regular', 'KaTeX_Math-Italic']
    .map((name) => file(`fonts/${name}.woff2`))
    .map((url) => `<link rel="preload" href="${url}" as="font" type="font/woff2" crossorigin>`);
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('panel.css')}">
${fonts.join('\n')}
<script nonce="${key}" src="${file('panel.js')}" defer></script>
<title>Nabla</title>
</head>
<body></body>
</html>`;
}
