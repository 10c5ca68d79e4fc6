import { afterEach, beforeEach, expect, it } from 'vitest';

import { envOf, shown, steady } from '../support/cli.ts';
import { endNodeDeath, openNodeDeath } from '../support/node-death.ts';
import type { WorkerBench } from '../support/worker-bench.ts';

let bench: WorkerBench;
beforeEach(async () => {
  bench = await openNodeDeath();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const advice =
  'Each of the storms that it is divided into by cause has its own: see `stormfold storms show ID`.\n';
const storms = (...args: string[]) => shown(['storms', ...args], envOf(bench));
const lines = (output: string) =>
  steady(output)
    .replaceAll(/\b(in|AGO) (\d+\w )?/g, '$1 ')
    .split('\n');

async function openScope() {
  const [scope] = await bench.storms('open');
  if (!scope) throw new Error('no storm was opened');
  return scope;
}

it("says of a scope's open storm that it will be divided, and that it has no resource", async () => {
  const { id } = await openScope();
  const [, row = ''] = lines((await storms('list')).stdout);
  expect(row).toMatch(
    new RegExp(
      `^${id} \\| open \\| critical \\| 4 \\| 4 \\| .* \\| everything \\| due .*, then divided by cause$`,
    ),
  );
  expect(lines((await storms('show', id, '--members')).stdout)).toEqual(
    expect.arrayContaining([
      'Divided | by cause, once it is sealed',
      'FINGERPRINT | SEVERITY | ALERT | AFFECTED | DELIVERIES | STARTED | ENDED',
      expect.stringMatching(
        / \| critical \| KubeNodeNotReady \| Node worker-3 \| 1 \| \S+ \| firing$/,
      ) as string,
    ]),
  );
  expect((await storms('show', id, '--yaml')).stderr).toBe(
    `error: storm ${id} is open and has no resource\n` + advice,
  );
});

it('says of a storm what broke, and why each alert is there; and of what it was a part', async () => {
  const { id: scopeId } = await openScope();
  await endNodeDeath(bench);
  const all = await bench.storms('submitted');
  const node = all.find(({ cause }) => cause?.kind === 'node');
  const list = lines((await storms('list')).stdout);
  expect(list[0]).toBe('STORM | STATE | SEVERITY | ALERTS | DELIVERIES | OPENED | CAUSE | PATTERN | DETAIL');
  const rows = list.slice(1).map((line) => line.split(' | '));
  expect(rows.map((row) => [row[0], row[6], row[7]])).toEqual(
    expect.arrayContaining([[node?.id, 'node worker-3', '2 patterns']]),
  );
  expect(list.slice(1).filter(Boolean)).toHaveLength(2);

  expect(lines((await storms('show', String(node?.id), '--members')).stdout)).toEqual(
    expect.arrayContaining([
      'Cause | node worker-3; node, 2 patterns',
      `Divided from | ${scopeId}`,
      'FINGERPRINT | SEVERITY | ALERT | AFFECTED | DELIVERIES | STARTED | ENDED | REASON',
      expect.stringMatching(
        /^\w{16} \| critical \| KubeNodeNotReady \| Node worker-3 \| 1 \| \S+ \| firing \| .*worker-3.*$/,
      ) as string,
    ]),
  );
  const json = JSON.parse((await storms('show', String(node?.id), '--members', '--json')).stdout) as unknown;
  expect(json).toMatchObject({
    cause: node?.cause,
    members: { 2: { alertname: 'KubeNodeNotReady', reason: expect.stringContaining('worker-3') as string } },
  });
  expect((await storms('list', '--pattern', 'WORKER-3', '--json')).stdout).toContain(String(node?.id));
});

it('lists a divided storm only where it is asked for, and shows into which it was divided', async () => {
  const { id } = await openScope();
  await endNodeDeath(bench);
  expect((await storms('list', '--json')).stdout).not.toContain('"divided"');
  const [, row = ''] = lines((await storms('list', '--state', 'divided')).stdout);
  expect(row).toMatch(/ \| divided \| .* \| everything \| divided by cause into 2 storms$/);
  const shownLines = lines((await storms('show', id)).stdout);
  const into = await bench.storms('submitted');
  expect(shownLines).toEqual(
    expect.arrayContaining([
      'Divided | by cause into 2 storms',
      'Storms',
      ...into.map((one) => [one.id, 'submitted', one.severity, one.alertCount, one.cause?.name].join(' | ')),
    ]),
  );
  expect(shownLines.filter((line) => line.startsWith('Affected'))).toEqual([]);
  expect((await storms('show', id, '--yaml')).stderr).toBe(
    `error: storm ${id} is divided and has no resource\n` + advice,
  );
});

it('seals one by force, to be divided', async () => {
  const { id } = await openScope();
  expect((await storms('seal', id, '--force')).stdout).toBe(
    `sealed ${id} (everything), to be divided by cause now\n`,
  );
  await bench.until('submitted', 2);
});
