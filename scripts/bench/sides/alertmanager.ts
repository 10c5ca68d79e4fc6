import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../../src/redis/server/free-port.ts';
import { programOnPath } from '../../../src/redis/server/on-path.ts';
import { Spawned } from '../process.ts';
import type { Target } from './target.ts';

/** Debian's name for it, and everybody else's. */
const programs = ['prometheus-alertmanager', 'alertmanager'];

/** A real Alertmanager that takes the same alerts and sends nothing meanwhile. Undefined where there is none. */
export async function startAlertmanager(): Promise<Target | undefined> {
  const program = await programOnPath(programs);
  if (program === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-bench-'));
  const config = join(folder, 'alertmanager.yml');
  await writeFile(config, 'route: {receiver: none, group_wait: 1h}\nreceivers: [{name: none}]\n');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = new Spawned(program, [
    ...[`--config.file=${config}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`],
    ...['--cluster.listen-address=', '--log.level=warn'],
  ]);
  await server.until(async () => (await fetch(`${url}/-/ready`)).ok || undefined);
  return {
    ...{ name: 'Alertmanager', url, path: '/api/v2/alerts', headers: {}, shape: 'alerts' as const },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
