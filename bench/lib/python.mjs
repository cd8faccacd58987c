import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The first python3 that has NumPy; NABLA_PYTHON names another. */
export function findPython() {
  const candidates = process.env.NABLA_PYTHON ? [process.env.NABLA_PYTHON] : ['/usr/bin/python3', 'python3'];
  return candidates.find(
    (python) => spawnSync(python, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0,
  );
}

/**
 * A Python process that times what it is asked for, inside Python, so that it can take its turn between the peers here.
 * @param {string} python
 * @param {string} script file in bench/peers
 */
export async function startPython(python, script) {
  const file = fileURLToPath(new URL(`../peers/${script}`, import.meta.url));
  const child = spawn(python, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended early`);
    return JSON.parse(value);
  };
  /** @type {{ peers: string[], versions: Record<string, string> }} */
  const hello = await next();
  return {
    ...hello,
    /** @param {string} name @param {number} n @param {string} [label] @returns {import('./measure.mjs').Peer} */
    peer: (name, n, label = name) => ({
      name: label,
      async sample(times) {
        child.stdin.write(`${JSON.stringify({ name, n, times })}\n`);
        return next();
      },
    }),
    end: () => child.stdin.end(),
  };
}
