import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { parse } from 'yaml';

import { StormfoldError } from '../../errors.ts';
import { type Log, createLog } from '../../log.ts';
import { readSharedTotals } from '../../shared-totals.ts';
import type { AlertStormManifest } from '../../sink/alert-storm.ts';
import { bold, complain, counted, say, sayJson } from '../output.ts';
import { type Screen, openScreen } from '../screen.ts';
import { stopOnSignals } from '../signals.ts';
import type { WrittenResource } from './check-storms.ts';
import { type Outcome, faultsOf } from './check.ts';
import { type DemoFolder, openFolder } from './folder.ts';
import { nextSteps } from './next-steps.ts';
import { type Posted, replay } from './replay.ts';
import { countsOf, countsText, faultsText, resourcesTable } from './report.ts';
import { Closers, type Stage, openStage } from './stage.ts';
import { type Truth, readTruth, recordingFile } from './truth.ts';
import { untilSubmitted } from './until-submitted.ts';

export interface DemoOptions {
  readonly windowMs: number;
  /** Until Ctrl-C. */
  readonly stay: boolean;
  readonly json: boolean;
}

interface Demo extends DemoOptions {
  readonly truth: Truth;
  readonly screen: Screen;
  readonly folder: DemoFolder;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Beyond the window: a busy machine is not a wrong count. */
const graceMs = 30_000;

/** Runs the demo. Right: every count is as the truth says. Clean: nothing of it runs any more. */
export async function runDemo(options: DemoOptions): Promise<{ right: boolean; clean: boolean }> {
  const [truth, screen, folder, closers] = [
    readTruth(),
    openScreen('stormfold demo', options.json),
    openFolder(),
    new Closers(),
  ];
  const log = createLog('info', pino.destination({ dest: folder.log, sync: true }));
  const signal = stopOnSignals(log);
  let right = false;
  let clean = true;
  try {
    right = await perform({ ...options, truth, screen, folder, log, signal }, closers);
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new StormfoldError('interrupted; what the demo had started is stopped and removed', { cause });
  } finally {
    screen.close();
    clean = await closers.closeAll(log);
  }
  return { right, clean };
}

async function perform(demo: Demo, closers: Closers): Promise<boolean> {
  const { windowMs, folder, log, signal, screen, stay, truth } = demo;
  const stage = await openStage({ windowMs, folder, log, signal, screen }, closers);
  const posted = await postAll(demo, stage);
  await waitForAll(demo, stage);
  const outcome: Outcome = {
    answers: posted,
    totals: await readSharedTotals(stage.instance),
    resources: await readResources(folder),
  };
  const faults = faultsOf(truth, outcome);
  folder.keep();
  show(demo, stage, outcome, faults, posted);
  if (stay && !signal.aborted) await once(signal, 'abort');
  return faults.length === 0;
}

async function postAll({ truth, screen, signal, windowMs }: Demo, { url, instance }: Stage): Promise<Posted> {
  const { notifications, lengthMs, alertmanager } = truth.recording;
  const bar = screen.bar(notifications);
  const speed = lengthMs / (windowMs / 2);
  const posted = await replay({
    ...{ file: recordingFile, url, speed, signal },
    onPosted: async (sums) => {
      const open = await instance.list.count('open');
      bar.show(
        sums.notifications,
        `${counted(sums.accepted, 'alert')} posted, ${counted(open, 'storm')} open`,
      );
    },
  });
  bar.end(
    `Posted: ${counted(posted.accepted, 'alert')} in ${counted(posted.notifications, 'notification')}, in ${seconds(posted.tookMs)}. ` +
      `They were recorded from ${alertmanager} in ${seconds(lengthMs)} in which a node died.`,
  );
  return posted;
}

async function waitForAll({ truth, screen, signal, windowMs }: Demo, { instance }: Stage): Promise<void> {
  const expected = truth.storms.length;
  const bar = screen.bar(expected);
  let submitted = 0;
  const all = await untilSubmitted(instance, {
    ...{ timeoutMs: windowMs + graceMs, signal },
    onProgress: (now) => {
      submitted = now;
      bar.show(now, `${now} of ${expected} storms submitted, each at the end of its window`);
    },
  });
  bar.end(
    `Sealed and submitted: ${counted(submitted, 'storm')}${all ? '.' : ', and then nothing more came.'}`,
  );
}

async function readResources({ storms }: DemoFolder): Promise<WrittenResource[]> {
  const names = (await readdir(storms)).filter((name) => name.endsWith('.yaml')).sort();
  const read = names.map(async (name) => {
    const file = join(storms, name);
    return { file, manifest: parse(await readFile(file, 'utf8')) as AlertStormManifest };
  });
  const resources = await Promise.all(read);
  return resources.sort((a, b) => b.manifest.spec.alertCount - a.manifest.spec.alertCount);
}

function show(
  demo: Demo,
  stage: Stage,
  outcome: Outcome,
  faults: readonly string[],
  { tookMs }: Posted,
): void {
  const { json, stay, folder, windowMs } = demo;
  const counts = countsOf(outcome);
  if (json) {
    const resources = outcome.resources.map(({ file, manifest }) => ({ file, ...manifest.spec }));
    return sayJson({ right: faults.length === 0, faults, counts, folder: folder.path, resources });
  }
  say(`\n${resourcesTable(outcome.resources, process.stdout.columns ?? Infinity)}\n`);
  say(`${countsText(counts)}\n`);
  if (faults.length === 0)
    say(bold(`Every count is right, against what was written down when the storm was recorded.`));
  else complain(faultsText(faults));
  if (tookMs > windowMs) {
    complain(
      `Posting took ${seconds(tookMs)}, longer than the window, which splits storms: try --window 60s.`,
    );
  }
  say(`\n${nextSteps(folder, outcome.resources, stay ? stage : undefined)}`);
  if (stay) say('\nAll of this stays up until Ctrl-C.');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
