import { expect, it } from 'vitest';

import { envOf, shown, steady } from '../support/cli.ts';
import { IntakeBench, notification } from '../intake/support.ts';

const long = 'x'.repeat(100);
const reason = '`status` is "odd", not "firing" or "resolved"';

it('lists quarantined alerts, latest first: shortened in the table, whole in JSON', async () => {
  await using bench = await IntakeBench.open();
  const rejects = (...args: string[]) => shown(['rejects', 'list', ...args], envOf(bench));
  expect(await rejects()).toEqual({ code: 0, stdout: 'No quarantined alerts.\n', stderr: '' });
  await bench.post(notification([{ status: 'odd', labels: { a: 'b' } }]), { 'X-Request-Id': 'first' });
  await bench.post(
    notification([
      { status: 'firing', labels: { alertname: 'A' } },
      { status: 'odd', labels: { long } },
    ]),
    {
      'X-Request-Id': 'second',
    },
  );
  const { code, stdout } = await rejects();
  expect(code).toBe(0);
  expect(steady(stdout)).toBe(
    [
      'ARRIVED | REQUEST | INDEX | REASON | RAW',
      `AGO | second | 1 | ${reason} | {"status":"odd","labels":{"long":"${'x'.repeat(25)}…`,
      `AGO | first | 0 | ${reason} | {"status":"odd","labels":{"a":"b"}}`,
      '',
    ].join('\n'),
  );
  expect(JSON.parse((await rejects('--limit', '1', '--json')).stdout)).toEqual({
    rejects: [
      {
        ...{ requestId: 'second', index: 1, reason },
        raw: JSON.stringify({ status: 'odd', labels: { long } }),
        id: expect.stringMatching(/^\d+-\d+$/),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    ],
  });
});
