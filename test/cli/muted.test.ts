import { expect, it } from 'vitest';

import { IntakeBench, firing, notification } from '../intake/support.ts';
import { envOf, shown, steady } from '../support/cli.ts';
import { ruleBookOf } from '../support/rule-book.ts';

it('lists muted alerts, each once and latest first, and says how many there ever were', async () => {
  await using bench = await IntakeBench.open();
  const muted = (...args: string[]) => shown(['muted', 'list', ...args], envOf(bench));
  expect(await muted()).toEqual({ code: 0, stdout: 'No alert was ever muted.\n', stderr: '' });
  const mute = { fromMs: 0, untilMs: undefined, intervals: [] };
  bench.instance.rules.replace(ruleBookOf({ mute }));
  await bench.post(notification([firing('a', { severity: 'critical' })]), { 'X-Request-Id': 'first' });
  await bench.post(notification([firing('b'), firing('a', { severity: 'critical' })]), {
    'X-Request-Id': 'second',
  });
  expect(await bench.foldAll()).toEqual([]);

  const { code, stdout } = await muted();
  expect(code).toBe(0);
  expect(steady(stdout).replaceAll(/\b[0-9a-f]{16}\b/g, 'PRINT')).toBe(
    [
      'ARRIVED | REQUEST | RULE | PATTERN | AFFECTED | SEVERITY | FINGERPRINT',
      'AGO | second | default | KubePodCrashLooping in shop | Pod shop/b | none | PRINT',
      'AGO | first | default | KubePodCrashLooping in shop | Pod shop/a | critical | PRINT',
      '',
      '3 deliveries of alerts were muted, ever.',
      '',
    ].join('\n'),
  );
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown;
  expect(JSON.parse((await muted('--limit', '1', '--json')).stdout)).toEqual({
    muted: [
      {
        ...{ at, requestId: 'second', rule: 'default', pattern: 'KubePodCrashLooping in shop' },
        alert: {
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
          ...{ startsAt: '2026-06-01T12:00:00.123456789Z', arrivedAt: at, deliveries: 1, severity: 'none' },
          resource: { kind: 'Pod', namespace: 'shop', name: 'b' },
        },
      },
    ],
    ever: 3,
  });
});
