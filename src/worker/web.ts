import type { FromWorker, ToWorker } from '../messages.js';
import { serve } from './serve.js';
import { workings } from './workings.js';

const post = (message: FromWorker): void => self.postMessage(message);
const receive = serve({ ...workings, post });
self.addEventListener('message', (event: MessageEvent<ToWorker>) => receive(event.data));
post({ type: 'started' });
