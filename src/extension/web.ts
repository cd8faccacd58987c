import { Uri, type ExtensionContext } from 'vscode';
import { register } from './activate.js';
import type { StartWorker } from './engine.js';
import type { FromWorker } from '../messages.js';

/** Entry of the web extension host. */
export function activate(context: ExtensionContext): void {
  const start: StartWorker = (receive, failed) => {
    const script = Uri.joinPath(context.extensionUri, 'dist', 'web', 'worker.js').toString(true);
    const worker = new Worker(script, { name: 'nabla' });
    worker.addEventListener('message', (event: MessageEvent<FromWorker>) => receive(event.data));
    worker.addEventListener('error', (event) => failed(event.message));
    return {
      post: (message) => worker.postMessage(message),
      end: () => worker.terminate(),
    };
  };
  register(context, start);
}
