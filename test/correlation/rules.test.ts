import { describe, expect, it } from 'vitest';

import { correlate } from '../../src/correlation/correlate.ts';
import type { Episode } from '../../src/correlation/facts.ts';
import { type CauseRule, defaultCorrelation } from '../../src/rules/correlation.ts';
import { parseMatchers } from '../../src/rules/parse-matchers.ts';
import { causesOf, episode, threeNodes, topology } from './cluster.ts';

const rule = (cause: string, takes: string, equal: readonly string[] = []): CauseRule => ({
  ...{ name: 'database', equal },
  cause: [parseMatchers(cause)],
  takes: [parseMatchers(takes)],
});
const byDatabase = rule('alertname=PostgresDown', 'team=shop', ['db']);

const down = (at: number, db: string) => episode(at, 'PostgresDown', { db, service: `pg-${db}` });
const errors = (at: number, service: string, db: string) =>
  episode(at, 'Errors', { service, team: 'shop', db });

function found(causes: readonly CauseRule[], ...episodes: Episode[]) {
  return correlate(episodes, topology(), { ...defaultCorrelation, causes });
}

describe('a cause of the configuration', () => {
  it('takes what it says, of the same labels and in its time, and says which rule it was', () => {
    const [first, ...others] = found(
      [byDatabase],
      ...[down(0, 'a'), errors(-20, 'cart', 'a'), errors(12, 'mail', 'a')],
      ...[errors(13, 'geo', 'b'), errors(301, 'late', 'a'), episode(5, 'Errors', { service: 'x', db: 'a' })],
    );
    expect(first).toEqual({
      kind: 'rule',
      name: 'database (a)',
      members: [
        { id: 'Errors cart', reason: 'the rule "database" takes it: it began 20 s before PostgresDown' },
        { id: 'PostgresDown pg-a', reason: 'it is what the rule "database" calls the cause' },
        { id: 'Errors mail', reason: 'the rule "database" takes it: it began 12 s after PostgresDown' },
      ],
    });
    expect(others.map(({ members }) => members.map(({ id }) => id))).toEqual([
      ['Errors x'],
      ['Errors geo'],
      ['Errors late'],
    ]);
  });

  it('has no label equal to none but where both lack it, and no name but its own then', () => {
    const lacking = [episode(0, 'PostgresDown'), episode(1, 'Errors', { team: 'shop', service: 'cart' })];
    expect(found([byDatabase], ...lacking, errors(2, 'mail', 'a')).map(({ name }) => name)).toEqual([
      'database',
      'Service/mail',
    ]);
  });

  it('is one with others of its labels in its time; what comes later has a later one', () => {
    const causes = found(
      [byDatabase],
      ...[down(0, 'a'), { ...down(200, 'a'), id: 'again' }, { ...down(700, 'a'), id: 'later' }],
      ...[errors(450, 'cart', 'a'), errors(690, 'mail', 'a'), errors(720, 'geo', 'a')],
    );
    expect(causes.map(({ members }) => members.map(({ id }) => id))).toEqual([
      ['PostgresDown pg-a', 'again', 'Errors cart'],
      ['Errors mail', 'later', 'Errors geo'],
    ]);
  });

  it('that takes nothing is none: what follows decides, other rules first', () => {
    const second = { ...rule('alertname=KubeNodeNotReady', 'pod=~"db.*"'), name: 'node' };
    const first = { ...second, takes: [parseMatchers('pod=none')] };
    const some = [
      episode(0, 'KubeNodeNotReady', { node: 'n1' }),
      episode(5, 'KubePodNotReady', { namespace: 'shop', pod: 'db-0' }),
      episode(5, 'KubePodNotReady', { namespace: 'shop', pod: 'api-0' }),
    ];
    const kinds = (causes: readonly CauseRule[]) =>
      correlate(some, threeNodes, { ...defaultCorrelation, causes }).map((one) => [
        one.kind,
        one.members.length,
      ]);
    expect(kinds([first])).toEqual([['node', 3]]);
    expect(kinds([first, second])).toEqual([
      ['rule', 2],
      ['workload', 1],
    ]);
  });
});

describe('a symptom of the configuration', () => {
  const pod = (alertname: string) => episode(5, alertname, { namespace: 'shop', pod: 'db-0' });
  const node = (alertname: string) => episode(0, alertname, { node: 'n1' });

  it('counts before the words of the name, and the first that matches', () => {
    const symptoms = [
      ['down', [parseMatchers('alertname=Gone')]],
      ['other', [parseMatchers('alertname=~"Gone|KubeNodeNotReady"')]],
    ] as const;
    expect(causesOf([node('Gone'), pod('KubePodNotReady')], threeNodes)).toHaveLength(2);
    expect(causesOf([node('Gone'), pod('KubePodNotReady')], threeNodes, { symptoms })).toHaveLength(1);
    const weak = [node('KubeNodeNotReady'), pod('KubePodNotReady')];
    expect(causesOf(weak, threeNodes, { symptoms })).toHaveLength(2);
  });

  it('apart keeps an alert apart from all others, causes of the configuration too', () => {
    const symptoms = [['apart', [parseMatchers('alertname=Errors')]]] as const;
    const some = [down(0, 'a'), errors(1, 'cart', 'a'), { ...errors(2, 'cart', 'a'), id: 'again' }];
    const causes = correlate(some, topology(), { ...defaultCorrelation, symptoms, causes: [byDatabase] });
    expect(causes.map(({ kind, name }) => [kind, name])).toEqual([
      ['alert', 'alert Errors cart'],
      ['alert', 'alert again'],
      ['workload', 'Service/pg-a'],
    ]);
  });
});
