import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Target, targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** Where Prometheus finds what to scrape, and scrapes it. */
export interface Exporter extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
}

/** Serves `/targets/JOB` for discovery, and what each of those targets says at its path: 503 when it is not up. */
export async function serveMetrics(world: World): Promise<Exporter> {
  const server = createServer((request, response) => {
    const [, room = '', job = '', id = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
    const targets = targetsOf(world).filter((target) => target.job === job);
    const target = targets.find((one) => one.id === id);
    if (room === 'targets') sendTargets(response, targets, address());
    else if (target?.up) sendMetrics(response, target);
    else response.writeHead(503).end();
  });
  const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: address(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function sendTargets(response: ServerResponse, targets: readonly Target[], address: string): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(targets.map((target) => discovered(target, address))));
}

function sendMetrics(response: ServerResponse, target: Target): void {
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  const lines = target.metrics().map((line) => `${line}\n`);
  response.end(lines.join(''));
}

function discovered({ job, id, labels }: Target, address: string) {
  const path = `/metrics/${encodeURIComponent(job)}/${encodeURIComponent(id)}`;
  return { targets: [address], labels: { ...labels, __metrics_path__: path } };
}
