import { writeFile } from 'node:fs/promises';
import { inject } from 'vitest';

export type Settings = Readonly<Record<string, unknown>>;

/** A window that is quiet, and as fast as it can be. What is tested has its own defaults. */
export const baseSettings: Settings = {
  'chat.disableAIFeatures': true,
  'editor.hover.delay': 100,
  'editor.lightbulb.enabled': 'off',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.editor.restoreViewState': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

let current = JSON.stringify(baseSettings);

/** Writes the base with these on top of it; whether that changed anything. A window has to be loaded again for it. */
export async function writeSettings(settings: Settings): Promise<boolean> {
  const wanted = JSON.stringify({ ...baseSettings, ...settings });
  if (wanted === current) return false;
  await writeFile(inject('environment').settings, wanted);
  current = wanted;
  return true;
}
