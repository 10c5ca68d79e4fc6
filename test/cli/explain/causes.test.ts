import { describe, expect, it } from 'vitest';

import { parseNotification } from '../../../src/alert/notification.ts';
import { type ScopeCauses, causesOf } from '../../../src/cli/explain/causes.ts';
import { type ExplainedAlert, alertsIn, explaining } from '../../../src/cli/explain/explain.ts';
import { Known } from '../../../src/topology/known.ts';
import { loadYaml } from '../../config/load.ts';
import { firing, notification } from '../../intake/support.ts';

const nowMs = Date.parse('2026-06-06T12:00:00Z');
const topology = new Known({ maxObjects: 0, goneForMs: 0 });

/** What the rules of some YAML make of several notifications. */
function explain(yaml: string, ...deliveries: readonly (readonly unknown[])[]): readonly ExplainedAlert[] {
  const { ruleBook, partitions } = loadYaml(yaml);
  const explained = explaining({ book: ruleBook, partitions, nowMs });
  return alertsIn(deliveries.flatMap((alerts) => explained(parseNotification(notification(alerts)))));
}

function causes(yaml: string, ...deliveries: readonly (readonly unknown[])[]): readonly ScopeCauses[] {
  const { ruleBook, episodeSkewMs } = loadYaml(yaml);
  const alerts = explain(yaml, ...deliveries);
  return causesOf(alerts, { rules: ruleBook.correlation, topology, episodeSkewMs, nowMs });
}

/** Of each scope the pods of each cause's alerts, with the number of their deliveries. */
function podsOf(scopes: readonly ScopeCauses[]) {
  return scopes.map(({ scope, causes: some }) => [
    scope,
    some.map(({ members }) =>
      members.map(({ deliveries }) => `${deliveries[0].alert.labels['pod']} ${deliveries.length}`),
    ),
  ]);
}

/** A pod of a stateful set, which its labels name. */
const podOf = (name: string, pod: string, labels: Record<string, unknown> = {}) =>
  firing(pod, { statefulset: name, ...labels });
const startingAt = (time: string, alert: Record<string, unknown>) => ({ ...alert, startsAt: time });

describe('a rule that correlates', () => {
  const yaml = `
window: quiet 30s max 10m
maxAlerts: 5
minAlerts: 2
below: drop
cooldown: 30m
rules: [{name: web, match: team="web", correlate: on, window: 1m, by: [team], maxAlerts: 7, minAlerts: 6, below: each}]
`;
  const routes = explain(yaml, [firing('a', { team: 'web', cluster: 'eu-1' }), firing('b')]);
  const [web, other] = routes.map(({ route, seal }) => ({ route, seal }));

  it('has the pattern of the scope, and waits as the top of the file says', () => {
    expect(web?.route.rule.name).toBe('web');
    expect(web?.route.pattern).toMatchObject({
      ...{ text: 'everything of cluster eu-1', labels: { cluster: 'eu-1' } },
    });
    expect(web?.route.terms).toEqual({
      ...{ rule: 'default', correlate: true, windowMs: 600_000, maxAlerts: 10_000 },
      ...{ minAlerts: 2, below: 'drop', whenResolved: 'submit', cooldownMax: 0, updates: false },
    });
    expect(web?.seal).toEqual({
      ...{ atMs: nowMs + 600_000, text: '10m after its first alert', earlierWith: 10_000 },
    });
  });

  it('leaves others as they are', () => {
    expect(other?.route.pattern.text).toBe('KubePodCrashLooping in shop');
    expect(other?.route.terms).toMatchObject({ maxAlerts: 5, quietMs: 30_000, cooldownMs: 1_800_000 });
  });

  it.each([
    ['', {}, 'everything'],
    ['cluster', { cluster: 'eu-1' }, 'everything of cluster eu-1'],
    ['region', { region: 'eu', cluster: 'eu-1' }, 'everything with region=eu'],
    ['namespace', { exported_namespace: 'pay' }, 'everything in pay'],
  ])('by %j, of %j, has the scope %s', (scope, labels, text) => {
    const set = scope === '' ? 'correlate: on' : `correlate: on\ncorrelation: {scope: ${scope}}`;
    expect(explain(set, [firing('a', labels)]).map(({ route }) => route.pattern.text)).toEqual([text]);
  });
});

describe('causes', () => {
  it('are those of all notifications, in each scope by itself', () => {
    const at = (second: number, alert: Record<string, unknown>) =>
      startingAt(`2026-06-01T12:00:0${second}Z`, alert);
    const found = causes(
      'correlate: on',
      [at(0, podOf('db', 'db-0')), at(1, podOf('db', 'db-1', { cluster: 'eu' })), at(2, podOf('mq', 'mq-0'))],
      [at(3, podOf('db', 'db-2')), at(4, podOf('db', 'db-3', { cluster: 'eu' }))],
    );
    expect(podsOf(found)).toEqual([
      ['everything', [['db-0 1', 'db-2 1'], ['mq-0 1']]],
      ['everything of cluster eu', [['db-1 1', 'db-3 1']]],
    ]);
    expect(found.flatMap(({ causes: some }) => some.map(({ number }) => number))).toEqual([1, 2, 3]);
  });

  it('have nothing of alerts whose rule does not correlate, nor of those that do not fold', () => {
    const yaml = `
correlate: on
rules:
  - {name: off, match: team="off", correlate: off}
  - {name: muted, match: team="muted", muteUntil: 2026-06-07T00:00:00Z}
`;
    const alerts = [
      ...[
        firing('a', { team: 'off' }),
        firing('b', { team: 'muted' }),
        firing('c', { alertname: 'Watchdog' }),
      ],
      ...[{ ...firing('d'), status: 'resolved' }, firing('e')],
    ];
    expect(podsOf(causes(yaml, alerts))).toEqual([['everything', [['e 1']]]]);
    expect(causes(yaml, alerts.slice(0, 4))).toEqual([]);
  });

  it('count what is sent again once, also where a copy has its beginning a little later', () => {
    const [first, copy, again] = ['12:00:00Z', '12:00:15Z', '12:00:31Z'].map((time) =>
      startingAt(`2026-06-01T${time}`, podOf('db', 'db-0')),
    );
    const { startsAt: _, ...without } = podOf('db', 'db-0');
    expect(podsOf(causes('correlate: on', [first], [first, copy], [without]))).toEqual([
      ['everything', [['db-0 4']]],
    ]);
    expect(podsOf(causes('correlate: on', [first], [copy], [again]))).toEqual([
      ['everything', [['db-0 2', 'db-0 1']]],
    ]);
    expect(podsOf(causes('correlate: on\nepisodeSkew: 1s', [first, copy]))).toEqual([
      ['everything', [['db-0 1', 'db-0 1']]],
    ]);
  });

  it('count what ended in between twice, however soon it fired again', () => {
    const [first, second] = ['12:00:00Z', '12:00:09Z'].map((time) =>
      startingAt(`2026-06-01T${time}`, podOf('db', 'db-0')),
    );
    const end = (endsAt: string) => ({ ...first, status: 'resolved', endsAt: `2026-06-01T${endsAt}` });
    const pods = (...alerts: readonly unknown[]) =>
      podsOf(causes('correlate: on', ...alerts.map((each) => [each])));
    const twice = [['everything', [['db-0 1', 'db-0 1']]]];
    expect(pods(first, end('12:00:08Z'), second)).toEqual(twice);
    expect(pods(first, end('12:00:09Z'), second)).toEqual([['everything', [['db-0 2']]]]);
    const { startsAt: _, ...without } = podOf('db', 'db-0');
    expect(pods(first, end('12:00:08Z'), without)).toEqual([['everything', [['db-0 1'], ['db-0 1']]]]);
    expect(pods(end('12:00:08Z'), first)).toEqual([['everything', [['db-0 1']]]]);
    // Neither says when it began.
    expect(pods(without, { ...without, status: 'resolved' }, without)).toEqual(twice);
  });

  it('take what does not say when it began as beginning now', () => {
    const { startsAt: _, ...without } = podOf('db', 'db-0');
    const apart = [without, startingAt('2026-06-06T11:54:59Z', podOf('db', 'db-1'))];
    expect(podsOf(causes('correlate: on', apart))).toEqual([['everything', [['db-1 1'], ['db-0 1']]]]);
    const near = [without, startingAt('2026-06-06T11:55:00Z', podOf('db', 'db-1'))];
    expect(podsOf(causes('correlate: on', near))).toEqual([['everything', [['db-1 1', 'db-0 1']]]]);
  });
});

describe('what is made of a cause', () => {
  const pods = (count: number) => Array.from({ length: count }, (_, i) => podOf('db', `db-${i}`));
  it.each([
    ['', 1, 'storm'],
    ['minAlerts: 3', 3, 'storm'],
    ['minAlerts: 3', 2, 'below'],
    ['minAlerts: 3\nbelow: each', 2, 'each'],
    ['minAlerts: 3\nbelow: drop', 2, 'drop'],
  ])('%j, of %i alerts: %s', (yaml, count, fate) => {
    const [scope] = causes(`correlate: on\n${yaml}`, pods(count));
    expect(scope?.causes.map(({ becomes }) => becomes)).toEqual([fate]);
  });
});
