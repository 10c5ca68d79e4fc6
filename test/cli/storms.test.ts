import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';

import type { Storm } from '../../src/storm/storm.ts';
import { plainTerms } from '../support/store.ts';
import { envOf, shown, steady } from '../support/cli.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

let bench: WorkerBench;
beforeEach(async () => {
  bench = await WorkerBench.open();
  // Commands live in their own process, where no test can move the clock.
  bench.clock.time = Date.now();
  await bench.work();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const storms = (...args: string[]) => shown(['storms', ...args], envOf(bench));
const unknown = '0123456789abcdef-0123456789ab';

/** An open storm of two alerts, one of them repeated. */
async function openStorm(): Promise<Storm> {
  await bench.post(podAlert('web-1'), podAlert('web-2', { severity: 'critical' }), podAlert('web-1'));
  await bench.folded();
  const [storm] = await bench.storms('open');
  if (!storm) throw new Error('no storm was opened');
  return storm;
}

async function submittedStorm(): Promise<Storm> {
  await openStorm();
  await bench.expire();
  const [storm] = await bench.until('submitted', 1);
  if (!storm) throw new Error('no storm was submitted');
  return storm;
}

it('lists storms of all states, and says when there are more', async () => {
  const submitted = await submittedStorm();
  bench.clock.time = Date.now();
  await bench.post(podAlert('web-9', { namespace: 'pay' }));
  await bench.folded();
  const [open] = (await bench.storms('open')) as [Storm];
  const { code, stdout, stderr } = await storms('list');
  expect([code, stderr]).toEqual([0, '']);
  expect(steady(stdout).replace(/seals in \S+/, 'seals in SPAN')).toBe(
    [
      'STORM | STATE | SEVERITY | ALERTS | DELIVERIES | OPENED | PATTERN | DETAIL',
      `${submitted.id} | submitted | critical | 2 | 3 | AGO | KubePodCrashLooping in shop | ${submitted.resourceName}`,
      `${open.id} | open | warning | 1 | 1 | AGO | KubePodCrashLooping in pay | seals in SPAN`,
      '',
    ].join('\n'),
  );
  expect((await storms('list', '--limit', '1')).stdout).toMatch(/\nThere are more: raise --limit\.\n$/);
});

it('lists storms of some states as JSON', async () => {
  const storm = await submittedStorm();
  const { stdout } = await storms('list', '--state', 'submitted,failed', '--json');
  expect(JSON.parse(stdout)).toEqual({
    storms: [
      {
        ...{
          id: storm.id,
          state: 'submitted',
          severity: 'critical',
          truncated: false,
          sealReason: 'expired',
        },
        ...{ alertCount: 2, deliveryCount: 3, resolvedCount: 0, resourceName: storm.resourceName },
        ...{ flappingCount: 0, joinedCount: 0, endedLateCount: 0, fate: 'storm', terms: plainTerms },
        pattern: {
          text: 'KubePodCrashLooping in shop',
          labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
        },
        ...{ requestId: storm.requestId, openedAt: iso(storm.openedAt), sealAt: iso(storm.sealAt) },
        ...{ sealedAt: iso(storm.sealedAt), submittedAt: iso(storm.submittedAt) },
      },
    ],
    more: false,
  });
  expect((await storms('list', '--state', 'open')).stdout).toBe('No storms.\n');
});

it('shows a storm with its members', async () => {
  const storm = await submittedStorm();
  const { code, stdout } = await storms('show', storm.id, '--members');
  expect(code).toBe(0);
  const lines = steady(stdout).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'Pattern | KubePodCrashLooping in shop',
      'State | submitted',
      'Severity | critical',
      'Members | 2 alerts in 3 deliveries, 0 resolved',
      'Affected | 2 resources: 2 Pod',
      'In common | alertname="KubePodCrashLooping" namespace="shop"',
      `Resource | ${storm.resourceName}`,
      'Samples',
      expect.stringMatching(/^alertname=.* pod="web-1" .*since 2026-06-01T11:59:00Z$/),
      'Members',
      expect.stringMatching(
        /^[0-9a-f]{16} \| warning \| Pod shop\/web-1 \| 2 \| 2026-06-01T11:59:00Z \| firing$/,
      ),
      expect.stringMatching(
        /^[0-9a-f]{16} \| critical \| Pod shop\/web-2 \| 1 \| 2026-06-01T11:59:00Z \| firing$/,
      ),
    ]),
  );
});

it('shows a storm as JSON, with members only when they are asked for', async () => {
  const storm = await openStorm();
  const seen = JSON.parse((await storms('show', storm.id, '--json')).stdout) as Record<string, unknown>;
  expect(seen).toMatchObject({
    ...{ id: storm.id, state: 'open', alertCount: 2, deliveryCount: 3 },
    ...{ affectedResourceCount: 2, affectedResourcesByKind: { Pod: 2 } },
    commonLabels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
    samples: [{ labels: { pod: 'web-1' } }, { labels: { pod: 'web-2' } }],
  });
  expect(seen).not.toHaveProperty('members');
  const whole = JSON.parse((await storms('show', storm.id, '--json', '--members')).stdout) as unknown;
  expect(whole).toMatchObject({
    members: [
      { deliveries: 2, resource: { kind: 'Pod', namespace: 'shop', name: 'web-1' } },
      { deliveries: 1, severity: 'critical', resource: { name: 'web-2' } },
    ],
  });
});

it('prints the resource of a submitted storm as the YAML that was submitted', async () => {
  const storm = await submittedStorm();
  const { code, stdout } = await storms('show', storm.id, '--yaml');
  expect(code).toBe(0);
  expect([parse(stdout)]).toEqual(await bench.resources());
});

it('has no resource to print for an open storm', async () => {
  const storm = await openStorm();
  expect(await storms('show', storm.id, '--yaml')).toEqual({
    code: 1,
    stdout: '',
    stderr:
      `error: storm ${storm.id} is open and has no resource yet\n` +
      'It is made when the storm is submitted, after its window has ended.\n',
  });
});

it('knows nothing of a storm that is not there', async () => {
  expect(await storms('show', unknown)).toEqual({
    code: 1,
    stdout: '',
    stderr:
      `error: there is no storm ${unknown}\n` +
      'See `stormfold storms list`; submitted storms are forgotten after their retention.\n',
  });
});

it('refuses to seal a storm without --force, and says what it would split', async () => {
  const storm = await openStorm();
  const { code, stdout, stderr } = await storms('seal', storm.id);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.replace(/by itself in \S+:/, 'by itself in SPAN:')).toBe(
    `error: storm ${storm.id} holds 2 alerts of KubePodCrashLooping in shop and seals by itself in SPAN: ` +
      'sealing it now would split it\n' +
      'Alerts of its pattern that are still queued (0 of all patterns are) or arrive from now on would open another ' +
      'storm: one problem, two resources. Add --force to seal it all the same.\n',
  );
  expect(await bench.storms('open')).toHaveLength(1);
});

it('seals a storm by force, counts it, and has it submitted at once', async () => {
  const storm = await openStorm();
  const { code, stdout } = await storms('seal', storm.id, '--force');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `sealed ${storm.id} (KubePodCrashLooping in shop), to be submitted now\n`,
  });
  await bench.until('submitted', 1);
  expect(await bench.resources()).toMatchObject([{ spec: { alertCount: 2, window: { reason: 'forced' } } }]);
  expect(await bench.instance.counters.read()).toMatchObject({ forcedStorms: 1, submittedStorms: 1 });
  const again = await storms('seal', storm.id, '--force', '--json');
  expect(JSON.parse(again.stdout)).toEqual({
    ...{ stormId: storm.id, pattern: 'KubePodCrashLooping in shop', sealed: false, state: 'submitted' },
  });
});

it('writes no escape sequences that an alert brought along', async () => {
  await bench.post(podAlert('web-1', { namespace: 'a\u001b[2Jb\nc' }));
  await bench.folded();
  const { stdout } = await storms('list');
  expect(stdout).toContain('KubePodCrashLooping in a [2Jb c');
  expect(stdout).not.toContain('\u001b');
});

function iso(ms: number | undefined): string {
  return new Date(ms ?? 0).toISOString();
}
