/** What a hover costs in the worker and in the host, without VS Code: suite hover. */
import type { Request } from '../../src/explanation.js';
import { pictureAddress } from '../../src/extension/hover-text.js';
import { resultEquation } from '../../src/written.js';
import { workings } from '../../src/worker/workings.js';

export { parseDocument } from '../../src/source/read.js';

/** From the request to the picture's address, and the LaTeX that was typeset. */
export async function hover(request: Request, tree?: object): Promise<{ latex: string; address: string }> {
  const explanation = workings.explain({ ...request, detail: 'glance' }, tree ? { tree: tree as never } : {});
  if (!explanation.ok) throw new Error(explanation.message);
  const { latex } = resultEquation(explanation);
  const { svg } = await workings.typeset(latex, '#333333', 480);
  return { latex, address: pictureAddress(svg) };
}
