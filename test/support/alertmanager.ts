import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../src/redis/server/free-port.ts';
import { Program, programOnPath } from './program.ts';
import { eventually, patience } from './eventually.ts';

/** Debian's name for it, and everybody else's. */
export const alertmanagerProgram = programOnPath('prometheus-alertmanager') ?? programOnPath('alertmanager');

/** What a Prometheus posts to `/api/v2/alerts`. */
export interface PostedAlert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt?: string;
}

/** A real Alertmanager that sends to one webhook, with timings short enough for a test. */
export class Alertmanager {
  readonly #program: Program;
  readonly #folder: string;
  readonly url: string;

  private constructor(program: Program, folder: string, url: string) {
    this.#program = program;
    this.#folder = folder;
    this.url = url;
  }

  static async start(webhook: string): Promise<Alertmanager> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-alertmanager-'));
    const config = join(folder, 'alertmanager.yml');
    await writeFile(config, configFor(webhook));
    const port = await freePort();
    const program = new Program(alertmanagerProgram ?? '', [
      ...[`--config.file=${config}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`],
      '--cluster.listen-address=',
    ]);
    const alertmanager = new Alertmanager(program, folder, `http://127.0.0.1:${port}`);
    await alertmanager.#ready();
    return alertmanager;
  }

  async post(alerts: readonly PostedAlert[]): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}/api/v2/alerts`, {
      method: 'POST',
      headers,
      body: JSON.stringify(alerts),
    });
    if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
  }

  async #ready(): Promise<void> {
    await eventually(async () => {
      const response = await fetch(`${this.url}/-/ready`);
      if (!response.ok) throw new Error(`Alertmanager is not ready: ${this.#program.output}`);
    }, patience);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function configFor(webhook: string): string {
  const route =
    'receiver: stormfold, group_by: [namespace], group_wait: 200ms, group_interval: 500ms, repeat_interval: 500ms';
  return `route: {${route}}
receivers:
  - name: stormfold
    webhook_configs: [{url: "${webhook}", send_resolved: true, max_alerts: 0}]
`;
}
