import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What `POST /api/v2/alerts` takes: the same that a Prometheus sends. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorURL: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface Alertmanager {
  post(alerts: readonly PostedAlert[]): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's name, and everybody else's. */
const programs = ['prometheus-alertmanager', 'alertmanager'] as const;

/** Starts an Alertmanager that sends to `receiverUrl`, by namespace and with every timing short. */
export async function startAlertmanager(receiverUrl: string): Promise<Alertmanager> {
  const dir = await mkdtemp(join(tmpdir(), 'record-storm-'));
  await writeFile(join(dir, 'config.yml'), configFor(receiverUrl));
  const port = await freePort();
  const child = await spawnFirst([
    ...[`--config.file=${join(dir, 'config.yml')}`, `--storage.path=${join(dir, 'data')}`],
    ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
    ...['--web.external-url=http://alertmanager.observability.svc:9093', '--web.route-prefix=/'],
    '--log.level=warn',
  ]);
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url);
  return {
    post: (alerts) => postAlerts(url, alerts),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

// Groups are flushed often and sent again soon, so that a minute holds the repeats of hours.
function configFor(receiverUrl: string): string {
  return `route:
  receiver: stormfold
  group_by: [namespace]
  group_wait: 1s
  group_interval: 5s
  repeat_interval: 16s
receivers:
  - name: stormfold
    webhook_configs:
      - url: ${receiverUrl}
        send_resolved: true
        max_alerts: 0
`;
}

async function spawnFirst(args: readonly string[]) {
  for (const program of programs) {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    try {
      await once(child, 'spawn');
      return child;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('no Alertmanager on the PATH: apt-get install prometheus-alertmanager');
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const ready = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await pause(50);
  }
  throw new Error('Alertmanager did not get ready within ten seconds');
}

async function postAlerts(url: string, alerts: readonly PostedAlert[]): Promise<void> {
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
