import 'katex/dist/katex.min.css';
import './panel.css';
import { render } from 'preact';
import { App } from './app.js';
import { loadState, tell } from './host.js';
import { fromSaved } from './state.js';

// Whatever goes wrong here belongs into the extension's log: a page has no console that people look into.
window.addEventListener('error', (event) =>
  tell({ type: 'error', message: describe(event.error ?? event.message) }),
);
window.addEventListener('unhandledrejection', (event) =>
  tell({ type: 'error', message: describe(event.reason) }),
);

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);

render(<App start={fromSaved(loadState())} />, document.body);
