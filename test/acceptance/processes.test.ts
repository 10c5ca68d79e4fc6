import { describe, expect, it } from 'vitest';

import { namesOf } from '../support/peek.ts';
import { Processes } from '../support/processes.ts';
import { postJson } from '../support/service-bench.ts';

function notification(...pods: string[]) {
  const alerts = pods.map((pod) => ({
    status: 'firing',
    labels: { alertname: 'HighCPUUsage', namespace: 'prod-api', severity: 'warning', pod },
    annotations: {},
    startsAt: '2026-06-01T11:59:00Z',
    endsAt: '0001-01-01T00:00:00Z',
  }));
  return { version: '4', status: 'firing', alerts };
}

const pods = Array.from({ length: 100 }, (_, i) => `api-${String(i).padStart(2, '0')}`);

describe('a hundred notifications at once over HTTP, with two intakes and three workers', () => {
  it('are one storm with exactly their hundred alerts', async () => {
    await using at = await Processes.open();
    const window = { STORMFOLD_WINDOW: '4s' };
    const intakes = [at.serve('intake', window), at.serve('intake', window)];
    for (let i = 0; i < 3; i++) at.serve('worker', window);
    const urls = await Promise.all(intakes.map((intake) => intake.url()));
    const answers = await Promise.all(
      pods.map((pod, i) => postJson(`${urls[i % 2]}/webhooks/alertmanager`, notification(pod))),
    );
    await at.peek.until('submitted', 1);
    const [resource, ...others] = await at.peek.resources();

    expect(answers.every(({ status }) => status === 202)).toBe(true);
    expect(others).toEqual([]);
    expect(resource?.spec).toMatchObject({ alertCount: 100, deliveryCount: 100, affectedResourceCount: 100 });
    expect(resource?.spec.pattern.text).toBe('HighCPUUsage in prod-api');
    expect(resource && namesOf(resource).sort()).toEqual(pods.map((pod) => `Pod/prod-api/${pod}`));
    const sums = await at.peek.instance.counters.read();
    expect(sums).toMatchObject({
      received: 100,
      queued: 100,
      opened: 1,
      folded: 99,
      repeated: 0,
      pending: 0,
    });
  }, 60_000);
});

describe('a worker', () => {
  it('that is killed hands its jobs on, and nothing is lost or counted twice', async () => {
    await using at = await Processes.open();
    const window = { STORMFOLD_WINDOW: '6s' };
    const intake = at.serve('intake', window);
    const killed = at.serve('worker', window);
    const [url] = await Promise.all([intake.url(), killed.url()]);
    const posts = pods.map((pod) => postJson(`${url}/webhooks/alertmanager`, notification(pod)));
    await Promise.race(posts);
    await killed.end('SIGKILL');
    await Promise.all(posts);
    at.serve('worker', window);
    await at.peek.until('submitted', 1);
    const [resource, ...others] = await at.peek.resources();

    expect(others).toEqual([]);
    expect(resource?.spec).toMatchObject({ alertCount: 100, deliveryCount: 100 });
    expect(await at.peek.instance.counters.read()).toMatchObject({
      opened: 1,
      folded: 99,
      repeated: 0,
      pending: 0,
    });
  }, 60_000);
});

describe('SIGTERM', () => {
  it('ends a process cleanly with exit code 0, and what it took is submitted by the next one', async () => {
    await using at = await Processes.open();
    const env = { STORMFOLD_WINDOW: '3s' };
    const first = at.serve('all', env);
    const url = await first.url();
    const posts = pods.map((pod) =>
      postJson(`${url}/webhooks/alertmanager`, notification(pod)).catch(() => undefined),
    );
    await Promise.race(posts);
    const code = await first.end('SIGTERM');
    const accepted = (await Promise.all(posts)).filter((answer) => answer?.status === 202).length;
    at.serve('all', env);
    await at.peek.until('submitted', 1);
    const [resource] = await at.peek.resources();

    expect(code).toBe(0);
    expect(accepted).toBeGreaterThan(0);
    expect(resource?.spec.alertCount).toBe(accepted);
    expect(await at.peek.instance.counters.read()).toMatchObject({ received: accepted, pending: 0 });
  }, 60_000);
});

describe('a storm', () => {
  it('can be followed through the logs from its first request to its resource', async () => {
    await using at = await Processes.open();
    const service = at.serve('all', { STORMFOLD_WINDOW: '1s' });
    const url = await service.url();
    const headers = { 'content-type': 'application/json', 'x-request-id': 'request-of-mine' };
    const body = JSON.stringify(notification('api-1', 'api-2'));
    const response = await fetch(`${url}/webhooks/alertmanager`, { method: 'POST', headers, body });
    const [storm] = await at.peek.until('submitted', 1);
    await service.end();
    const mine = service.logs().filter((line) => line['requestId'] === 'request-of-mine');

    expect(response.headers.get('x-request-id')).toBe('request-of-mine');
    expect(mine.map(({ msg, stormId }) => [msg, stormId])).toEqual([
      ['notification queued', undefined],
      ['job folded', storm?.id],
      ['storm submitted', storm?.id],
    ]);
  }, 60_000);

  it('that could not be submitted is listed and retried from the command line, and is one resource', async () => {
    await using at = await Processes.open();
    const blocked = `${at.peek.folder}/file-in-the-way`;
    const env = { STORMFOLD_WINDOW: '1s', STORMFOLD_SINK_MAX_ATTEMPTS: '1' };
    await at.peek.blockFolder(blocked);
    const broken = at.serve('all', { ...env, STORMFOLD_SINK_DIRECTORY: `${blocked}/storms` });
    await postJson(`${await broken.url()}/webhooks/alertmanager`, notification('api-1', 'api-2'));
    const [failed] = await at.peek.until('failed', 1);
    await broken.end();
    at.serve('worker', env);
    const list = await at.run('failed', 'list', '--json');
    const dry = await at.run('failed', 'retry', '--all', '--dry-run', '--json');
    const retry = await at.run('failed', 'retry', '--all', '--json');
    await at.peek.until('submitted', 1);

    expect([list.code, dry.code, retry.code]).toEqual([0, 0, 0]);
    for (const { output } of [list, dry, retry]) expect(output).toContain(failed?.id);
    expect((await at.peek.resources()).map((r) => r.metadata.name)).toHaveLength(1);
    expect((await at.run('failed', 'retry', '--all', '--json')).code).toBe(0);
  }, 60_000);
});
