import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../src/redis/server/free-port.ts';
import { eventually, patience } from './eventually.ts';
import { Program, programOnPath } from './program.ts';

export const prometheusProgram = programOnPath('prometheus');

/** Serves the series that a test says, one line of Prometheus' text format each. */
export class Exporter {
  series: readonly string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Exporter> {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(exporter.series.map((line) => `${line}\n`).join(''));
    });
    const exporter = new Exporter(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return exporter;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/**
 * A real Prometheus that scrapes one exporter each second, fires by these rules (YAML of one list) and tells several
 * Alertmanagers each second, each alert with an end four seconds later.
 */
export class Prometheus {
  readonly #program: Program;
  readonly #folder: string;

  private constructor(program: Program, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  static async start(exporter: string, rules: string, alertmanagers: readonly string[]): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-prometheus-'));
    await writeFile(join(folder, 'rules.yml'), `groups: [{name: test, rules: ${rules}}]\n`);
    await writeFile(join(folder, 'prometheus.yml'), configFor(exporter, alertmanagers));
    const address = `127.0.0.1:${await freePort()}`;
    const program = new Program(prometheusProgram ?? '', [
      ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      ...[`--web.listen-address=${address}`, '--rules.alert.resend-delay=1s'],
    ]);
    const prometheus = new Prometheus(program, folder);
    await prometheus.#ready(address);
    return prometheus;
  }

  /** What it logged of alerts that were not taken. */
  get refused(): string[] {
    return this.#program.output.split('\n').filter((line) => line.includes('Error sending alert'));
  }

  /** Ends it at once: it tells nobody that its alerts have ended. */
  async kill(): Promise<void> {
    await this.#program.end('SIGKILL');
  }

  async #ready(address: string): Promise<void> {
    await eventually(async () => {
      const response = await fetch(`http://${address}/-/ready`);
      if (!response.ok) throw new Error(`Prometheus is not ready: ${this.#program.output}`);
    }, patience);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function configFor(exporter: string, alertmanagers: readonly string[]): string {
  return `global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
scrape_configs:
  - {job_name: kube-state-metrics, honor_labels: true, static_configs: [{targets: ["${exporter}"]}]}
alerting:
  alertmanagers: [{static_configs: [{targets: ${JSON.stringify(alertmanagers)}}]}]
`;
}
