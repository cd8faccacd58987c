import type { FromPage } from '../messages.js';

interface VsCodeApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();

export const tell = (message: FromPage): void => vscode.postMessage(message);
export const loadState = (): unknown => vscode.getState();
export const saveState = (state: unknown): void => vscode.setState(state);
