/** What all tests of a run share: a workspace, VS Code's server, and a browser. Started before, stopped after. */
import { chromium } from 'playwright-core';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { root } from '../../../scripts/lib/process.mjs';
import { remoteUri, settingsFile, startServer, windowUrl } from '../../../scripts/lib/server.mjs';
import { keybindings } from './keys';
import { serveFolder } from './serve';
import { baseSettings } from './settings';

/** What scripts/e2e.mjs asks for. */
interface Wanted {
  readonly host: 'node' | 'web' | 'vsix';
  readonly codeServer: { readonly node: string; readonly entry: string; readonly version: string };
  readonly browser: string;
  readonly vsix?: string;
  readonly headed: boolean;
}

/** What the tests need to know of their surroundings. */
export interface Environment {
  readonly host: Wanted['host'];
  /** Address of a window on the workspace. */
  readonly url: string;
  /** Where to connect to the browser. */
  readonly browser: string;
  /** Folder that the window shows. */
  readonly workspace: string;
  /** What `workspace` was copied from, later ones over earlier ones. */
  readonly sources: readonly string[];
  readonly settings: string;
  /** To be merged into the workbench's `developmentOptions`. */
  readonly developmentOptions: Readonly<Record<string, unknown>>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    environment: Environment;
  }
}

const browserArguments = [
  // The sandbox cannot be had by root, as which containers usually run. What is loaded is our own server.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-sync',
  '--no-first-run',
];

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { NABLA_E2E } = process.env;
  if (NABLA_E2E === undefined) throw new Error('Start the end-to-end tests with: npm run test:e2e');
  const { host, codeServer, browser: executablePath, vsix, headed } = JSON.parse(NABLA_E2E) as Wanted;

  const temporary = await mkdtemp(path.join(os.tmpdir(), 'nabla-e2e-'));
  const workspace = path.join(temporary, 'workspace');
  const sources = [path.join(root, 'examples'), path.join(root, 'test/vscode/workspace')];
  for (const source of sources) await cp(source, workspace, { recursive: true });

  const data = path.join(temporary, 'data');
  const home = path.join(temporary, 'home');
  const settings = settingsFile(data);
  await mkdir(home, { recursive: true });
  await mkdir(path.dirname(settings), { recursive: true });
  await writeFile(settings, JSON.stringify(baseSettings, null, 2));
  await writeFile(
    path.join(path.dirname(settings), 'keybindings.json'),
    JSON.stringify(keybindings, null, 2),
  );

  const stops: (() => Promise<unknown>)[] = [
    () => rm(temporary, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  // vitest stops for Ctrl+C by itself; these would leave a server and a browser behind.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stopAll().finally(() => process.exit(1)));
  }
  try {
    const server = await startServer({
      codeServer,
      data,
      env: {
        HOME: home,
        XDG_CONFIG_HOME: path.join(home, '.config'),
        XDG_DATA_HOME: path.join(home, '.local/share'),
      },
      args: ['--disable-workspace-trust'],
      install: vsix === undefined ? [] : [vsix],
    });
    stops.push(server.stop);

    // The web worker host loads an extension over HTTP, and the workbench's policy admits its own origin only:
    // code-server passes /proxy/<port> on.
    const files = host === 'web' ? await serveFolder(root) : undefined;
    if (files) stops.push(files.close);
    const authority = `127.0.0.1:${server.port}`;

    const browser = await chromium.launchServer({
      executablePath,
      headless: !headed,
      args: browserArguments,
    });
    stops.push(() => browser.close());

    project.provide('environment', {
      host,
      url: windowUrl(server, {
        folder: workspace,
        payload: host === 'node' ? [['extensionDevelopmentPath', remoteUri(server, root)]] : [],
      }),
      browser: browser.wsEndpoint(),
      workspace,
      sources,
      settings,
      developmentOptions: {
        enableSmokeTestDriver: true,
        ...(files && { extensions: [{ scheme: 'http', authority, path: `/proxy/${files.port}` }] }),
      },
    });
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;
}
