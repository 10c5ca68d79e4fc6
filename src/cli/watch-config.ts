import { setTimeout as pause } from 'node:timers/promises';

import type { ReloadableConfig } from '../config/reloadable.ts';
import type { Instance } from '../instance.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { patternsOf, plainPatterns } from '../rules/in-force.ts';
import type { RuleBook } from '../rules/rule.ts';
import type { ReloadTriggers } from './reload-triggers.ts';
import { Reloader } from './reload.ts';

/** Where a changed configuration comes from, and what makes it be read. */
export interface ConfigReloads {
  readonly source: ReloadableConfig;
  readonly triggers: ReloadTriggers;
}

/** What goes by the rules of one process. */
export interface Ruled {
  /** Resolves once all instances are open: a reload waits for it. */
  readonly opened: Promise<unknown>;
  readonly instances: () => readonly (Instance | undefined)[];
  /** It takes alerts, and so decides which of them share a pattern. */
  readonly takesAlerts: boolean;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Reads the configuration again from now on, whenever something asks for it. */
export function watchConfig({ source, triggers }: ConfigReloads, ruled: Ruled): Reloader {
  const { log, metrics } = ruled;
  const reloader = new Reloader({ source, log, metrics, apply: (book) => putInForce(book, ruled) });
  triggers.start(reloader);
  return reloader;
}

/** Before any alert goes by these rules: every worker is to know that alerts may have changed their partition. */
export async function claimPatterns(instance: Instance | undefined, patterns: string): Promise<void> {
  const heardInMs = await instance?.moved.claim(patterns, plainPatterns);
  if (heardInMs) await pause(heardInMs);
}

async function putInForce(book: RuleBook, { opened, instances, takesAlerts }: Ruled): Promise<void> {
  await opened;
  const open = instances().filter((each) => each !== undefined);
  // The only step that can fail.
  if (takesAlerts) await claimPatterns(open[0], patternsOf(book));
  for (const { rules } of open) rules.replace(book);
}
