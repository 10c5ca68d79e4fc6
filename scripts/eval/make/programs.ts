import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';

import { freePort } from '../../../src/redis/server/free-port.ts';
import { programOnPath } from '../../../test/support/program.ts';
import { Spawned } from '../../bench/process.ts';
import { type Conventions, pathFor } from './conventions.ts';
import { rulesFile } from './rules.ts';
import { jobs } from './targets.ts';

/** A program that was needed to record and is not there. */
export class Absent extends Error {
  override readonly name = 'Absent';
}

/** Debian's names, and everybody else's. */
const names = {
  prometheus: ['prometheus'],
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
} as const;

/** Throws `Absent`, with what to install, unless both programs are on the PATH. */
export function demandPrograms(): { prometheus: string; alertmanager: string } {
  return { prometheus: found('prometheus'), alertmanager: found('alertmanager') };
}

function found(program: keyof typeof names): string {
  const path = names[program].flatMap((name) => programOnPath(name) ?? [])[0];
  if (path !== undefined) return path;
  const [debian] = names[program];
  throw new Absent(`Recording needs ${debian} on the PATH: apt-get install ${debian}`);
}

const warmUpMs = 14_000;

/** A real Prometheus that scrapes the exporter, and a real Alertmanager that posts to the receiver. Both ready. */
export async function startPrograms(
  c: Conventions,
  exporter: string,
  receiver: string,
): Promise<AsyncDisposable> {
  const paths = demandPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-eval-'));
  const running = new AsyncDisposableStack();
  running.defer(() => rm(folder, { recursive: true, force: true }));
  const write = (name: string, content: unknown) => writeFile(join(folder, name), stringify(content));
  const [port, promPort] = [await freePort(), await freePort()];
  await write('alertmanager.yml', alertmanagerConfig(c, receiver));
  await write('rules.yml', rulesFile(c));
  await write('prometheus.yml', prometheusConfig(c, exporter, `127.0.0.1:${port}`));
  const prometheus = running.use(
    new Spawned(paths.prometheus, [
      ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      ...[`--web.listen-address=127.0.0.1:${promPort}`, '--rules.alert.resend-delay=2s'],
      ...['--web.external-url=http://prometheus.monitoring.svc:9090', '--web.route-prefix=/'],
    ]),
  );
  await prometheus.until(() => isReady(promPort));
  // Until everything has been found and rates have something to look back at. What fires of that, nobody hears.
  await pause(warmUpMs);
  const alertmanager = running.use(
    new Spawned(paths.alertmanager, [
      ...[`--config.file=${join(folder, 'alertmanager.yml')}`, `--storage.path=${join(folder, 'am')}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
      ...['--web.external-url=http://alertmanager.monitoring.svc:9093', '--web.route-prefix=/'],
    ]),
  );
  await alertmanager.until(() => isReady(port));
  return running;
}

async function isReady(port: number): Promise<true | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/-/ready`);
  return response.ok ? true : undefined;
}

function prometheusConfig(c: Conventions, exporter: string, alertmanager: string): unknown {
  return {
    global: { scrape_interval: '1s', evaluation_interval: '1s', external_labels: c.external },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: jobs.map((job) => ({
      job_name: job,
      honor_labels: job === 'kubelet' || c.honorLabels,
      http_sd_configs: [{ url: `http://${exporter}/targets/${job}`, refresh_interval: '1s' }],
    })),
  };
}

// What takes minutes takes seconds here, so that an incident of a minute holds the repeats of hours.
function alertmanagerConfig(c: Conventions, receiver: string): unknown {
  const timings = { group_wait: '1s', group_interval: '4s', repeat_interval: '24s' };
  const hook = { url: new URL(pathFor(c), receiver).href, send_resolved: true, max_alerts: 0 };
  return {
    route: { receiver: 'webhook', ...(c.groupBy.length > 0 && { group_by: c.groupBy }), ...timings },
    receivers: [{ name: 'webhook', webhook_configs: [hook] }],
  };
}
