import type { Explanation, Refusal, Request } from './explanation.js';

/** What a caller may lend: a kept parse tree of the text, and the number of steps that may be taken. */
export interface Services {
  readonly tree?: object;
  readonly fuel?: number;
}

/** Placeholder until the calculus is wired in: refuses everything. */
export function explain(request: Request, _services: Services = {}): Explanation | Refusal {
  return {
    ok: false,
    reason: 'not-built-yet',
    message: 'Not built yet.',
    key: 'not-built-yet',
    span: { start: request.start, end: request.end },
    findings: [],
  };
}
