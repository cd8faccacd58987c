import * as vscode from 'vscode';
import { codeLanguages } from './documents.js';
import type { StartWorker } from './engine.js';
import type { Nabla } from './nabla.js';

/** Milliseconds after activation. */
const watchAfter = 1_500;

/**
 * Wires VS Code's API to what answers it. All of the latter is loaded when it is first asked for: until then an open
 * Python file costs this module and nothing else.
 */
export function register(context: vscode.ExtensionContext, start: StartWorker): void {
  let loaded: Promise<Nabla> | undefined;
  const nabla = (): Promise<Nabla> =>
    (loaded ??= import('./nabla.js').then(({ createNabla }) => {
      const made = createNabla(context, start);
      context.subscriptions.push(made);
      return made;
    }));

  // What is loaded looks for faults in the code on the screen. That can wait until VS Code has come to rest after its start.
  const watch = setTimeout(() => {
    const isCode = ({ document }: vscode.TextEditor): boolean => codeLanguages.includes(document.languageId);
    if (vscode.window.visibleTextEditors.some(isCode)) void nabla();
  }, watchAfter);

  const command = (id: string, run: (made: Nabla, ...args: unknown[]) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      const made = await nabla();
      await made.attempt(() => run(made, ...args));
    });

  context.subscriptions.push(
    { dispose: () => clearTimeout(watch) },
    command('nabla.softmax', ({ commands }, target) => commands.softmax(target)),
    command('nabla.derive', ({ commands }, target) => commands.derive(target)),
    command('nabla.deriveWithRespectTo', ({ commands }, target) => commands.deriveWithRespectTo(target)),
    command('nabla.checkGradient', ({ commands }, target) => commands.checkGradient(target)),
    command('nabla.insertDerivation', ({ commands }, target) => commands.insertDerivation(target)),
    command('nabla.copyLatex', ({ commands }) => commands.copy('latex')),
    command('nabla.copyMarkdown', ({ commands }) => commands.copy('markdown')),
    command('nabla.copyText', ({ commands }) => commands.copy('text')),
    command('nabla.reportWrongReading', ({ commands }) => commands.reportWrongReading()),
    command('nabla.showLog', ({ commands }) => commands.showLog()),
    command('nabla.openHovered', ({ commands }, id) => commands.openHovered(id)),
    vscode.languages.registerHoverProvider([...codeLanguages], {
      provideHover: async (document, position, token) => (await nabla()).hover(document, position, token),
    }),
    vscode.window.registerWebviewPanelSerializer('nabla.panel', {
      deserializeWebviewPanel: async (panel, state: unknown) => (await nabla()).revive(panel, state),
    }),
  );
}
