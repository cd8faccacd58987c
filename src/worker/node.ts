import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from '../messages.js';
import { serve } from './serve.js';
import { workings } from './workings.js';

if (!parentPort) throw new Error('This module is the worker of the extension; it runs in a worker thread.');
const port = parentPort;

const post = (message: FromWorker): void => port.postMessage(message);
const receive = serve({ ...workings, post });
port.on('message', (message: ToWorker) => receive(message));
post({ type: 'started' });
