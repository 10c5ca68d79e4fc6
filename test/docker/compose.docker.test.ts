import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freePort } from '../../src/redis/server/free-port.ts';
import { run, tryRun } from '../../src/redis/server/run.ts';
import { checkout, docker, image, printResources, resourcesIn, untilHealth } from '../support/containers.ts';
import { eventually } from '../support/eventually.ts';
import { namesOf } from '../support/peek.ts';
import { plainEnv } from '../support/plain-env.ts';
import { programOnPath } from '../support/program.ts';

const project = `stormfold-test-${randomUUID().slice(0, 8)}`;
const command = await composeCommand();
const [port, alertmanagerPort, prometheusPort] = [await freePort(), await freePort(), await freePort()];
const env = {
  ...plainEnv(),
  STORMFOLD_IMAGE: image,
  STORMFOLD_WINDOW: '8s',
  INTAKE_PORT: String(port),
  ALERTMANAGER_PORT: String(alertmanagerPort),
  PROMETHEUS_PORT: String(prometheusPort),
};

/** The older program of that name, or Docker's own; undefined where there is neither. */
async function composeCommand(): Promise<readonly string[] | undefined> {
  if (programOnPath('docker-compose')) return ['docker-compose'];
  const version = await tryRun('docker', ['compose', 'version']);
  return version === undefined ? undefined : ['docker', 'compose'];
}

async function compose(...args: string[]): Promise<string> {
  const [program = '', ...rest] = [...(command ?? []), '--project-name', project, ...args];
  return run(program, rest, { cwd: checkout, env });
}

/** What the project has on the engine. */
async function leftovers(): Promise<string> {
  const ours = ['--quiet', '--filter', `label=com.docker.compose.project=${project}`];
  const kinds = [
    ['ps', '--all'],
    ['network', 'ls'],
    ['volume', 'ls'],
  ] as const;
  return (await Promise.all(kinds.map((kind) => docker(...kind, ...ours)))).join('');
}

async function json(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  expect([url, response.status]).toEqual([url, 200]);
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

describe.skipIf(command === undefined)('docker-compose.yml', () => {
  beforeAll(async () => {
    await compose('up', '--detach', '--build');
    for (const service of ['intake', 'worker'])
      await untilHealth((await compose('ps', '--quiet', service)).trim(), 'healthy');
  }, 600_000);

  afterAll(async () => {
    await compose('down', '--volumes');
  });

  it('makes exactly one resource of the fifteen alerts that one request gives Alertmanager', async () => {
    const body = await readFile(join(checkout, 'deploy/compose/fifteen-alerts.json'), 'utf8');
    const sent = JSON.parse(body) as readonly { labels: { namespace: string; pod: string } }[];
    const headers = { 'content-type': 'application/json' };
    await json(`http://127.0.0.1:${alertmanagerPort}/api/v2/alerts`, { method: 'POST', headers, body });
    const { storms } = await eventually(async () => {
      const found = (await json(`http://127.0.0.1:${port}/api/v1/storms`)) as { storms: { state: string }[] };
      expect(found.storms).toEqual([expect.objectContaining({ state: 'submitted' })]);
      return found;
    });
    const [resource, ...others] = resourcesIn(
      await compose('exec', '-T', 'worker', 'sh', '-c', printResources),
    );

    expect(storms).toHaveLength(1);
    expect(others).toEqual([]);
    expect(resource?.spec).toMatchObject({
      alertCount: 15,
      pattern: { text: 'KubePodCrashLooping in shop' },
    });
    expect(sent).toHaveLength(15);
    expect(resource && namesOf(resource).sort()).toEqual(
      sent.map(({ labels }) => `Pod/${labels.namespace}/${labels.pod}`),
    );
  });

  it('has a Prometheus that scrapes intake and worker', async () => {
    const api = `http://127.0.0.1:${prometheusPort}/api/v1`;
    await eventually(async () => {
      const { data } = (await json(`${api}/targets`)) as {
        data: { activeTargets: { labels: { instance: string }; health: string }[] };
      };
      const targets = data.activeTargets.map(({ labels, health }) => `${labels.instance} ${health}`);
      expect(targets.sort()).toEqual(['intake:8080 up', 'worker:8080 up']);
    });
  });

  it('has a Redis that throws nothing away', async () => {
    const setting = (name: string) => compose('exec', '-T', 'redis', 'redis-cli', 'config', 'get', name);

    expect((await setting('maxmemory-policy')).trim()).toBe('maxmemory-policy\nnoeviction');
    expect((await setting('appendonly')).trim()).toBe('appendonly\nyes');
    expect((await setting('dir')).trim()).toBe('dir\n/data');
  });

  it('publishes nothing beyond loopback', async () => {
    const services = ['intake', 'alertmanager', 'prometheus', 'worker', 'redis'];
    const ids = await Promise.all(services.map((service) => compose('ps', '--quiet', service)));
    const published = await Promise.all(ids.map((id) => docker('port', id.trim())));

    expect(published.slice(0, 3).every((line) => /-> 127\.0\.0\.1:\d+$/.test(line))).toBe(true);
    expect(published.slice(3)).toEqual(['', '']);
  });

  it('leaves nothing behind', async () => {
    expect(await leftovers()).not.toBe('');
    await compose('down', '--volumes');
    expect(await leftovers()).toBe('');
  });
});
