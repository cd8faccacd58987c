import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ExtensionContext } from 'vscode';
import { register } from './activate.js';
import type { StartWorker } from './engine.js';
import type { FromWorker } from '../messages.js';

/** Entry of the Node extension host. */
export function activate(context: ExtensionContext): void {
  const start: StartWorker = (receive, failed) => {
    const worker = new Worker(join(context.extensionPath, 'dist', 'worker.mjs'), {
      name: 'nabla',
      // The mathematics keeps to a budget of steps; should that fail, memory must not take the extension host with it.
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    worker.on('message', (message: FromWorker) => receive(message));
    worker.on('error', (error: unknown) =>
      failed(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    worker.on('exit', (code) => failed(`exit code ${code}`));
    worker.unref();
    return {
      post: (message) => worker.postMessage(message),
      end: () => void worker.terminate(),
    };
  };
  register(context, start);
}
