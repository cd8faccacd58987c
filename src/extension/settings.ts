import * as vscode from 'vscode';
import type { PageSettings } from '../messages.js';
import type { Level } from './finding-rules.js';

export interface Settings extends PageSettings {
  readonly hover: boolean;
  readonly findings: {
    readonly enabled: boolean;
    readonly level: Level;
    /** Ids of findings that are not wanted. */
    readonly off: readonly string[];
  };
  /** How a derivation is written into a comment. */
  readonly insertAs: 'unicode' | 'latex';
}

const within = (value: unknown, low: number, high: number, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.min(high, Math.max(low, Math.round(value)))
    : otherwise;

/** Settings as they hold for a document. Hand-written settings.json may say anything: what makes no sense is the default. */
export function settingsFor(scope: vscode.ConfigurationScope | undefined): Settings {
  const configuration = vscode.workspace.getConfiguration('nabla', scope);
  const level: unknown = configuration.get('findings.severity');
  const off: unknown = configuration.get('findings.off');
  return {
    findings: {
      enabled: configuration.get('findings.enabled') !== false,
      level: level === 'warning' || level === 'hint' ? level : 'information',
      off: Array.isArray(off) ? off.filter((id) => typeof id === 'string') : [],
    },
    notation: configuration.get('notation') === 'product' ? 'product' : 'quotient',
    digits: within(configuration.get('digits'), 2, 15, 4),
    maxNumbers: within(configuration.get('matrix.maxNumbers'), 1, 40, 12),
    insertAs: configuration.get('insert.comments') === 'latex' ? 'latex' : 'unicode',
    hover: configuration.get('hover.enabled') !== false,
  };
}
