import { describe, expect, it } from 'vitest';

import { correlationSettings } from '../../../src/config/settings-correlation.ts';
import { type CorrelationRules, defaultCorrelation } from '../../../src/rules/correlation.ts';
import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import { bookOf } from '../rules/loaded.ts';

const correlationOf = (yaml: string | undefined, env = {}): CorrelationRules => bookOf(yaml, env).correlation;

/** What is set, in the file and in a variable, and what comes of it. */
const scalars: readonly [yaml: string, variable: string, text: string, Partial<CorrelationRules>][] = [
  ['scope: region', 'STORMFOLD_CORRELATION_SCOPE', 'region', { scope: 'region' }],
  ['within: 90s', 'STORMFOLD_CORRELATION_WITHIN', '1m30s', { withinMs: 90_000 }],
  ['maxAlerts: 500', 'STORMFOLD_CORRELATION_MAX_ALERTS', '500', { maxAlerts: 500 }],
];

describe.each(scalars)('%s', (yaml, variable, text, means) => {
  const set = { ...defaultCorrelation, ...means };

  it('stands in the section', () => {
    expect(correlationOf(`correlation: {${yaml}}`)).toEqual(set);
  });

  it(`is ${variable} in the environment, which wins`, () => {
    expect(correlationOf(undefined, { [variable]: text })).toEqual(set);
    const other = 'correlation: {scope: zone, within: 7m, maxAlerts: 7}';
    expect(correlationOf(other, { [variable]: text })).toEqual({ ...correlationOf(other), ...means });
  });

  it(`without a value, or with an empty ${variable}, is not set`, () => {
    const bare = `correlation: {${yaml.split(':')[0]}: ~}`;
    expect(correlationOf(bare, { [variable]: ' ' })).toEqual(defaultCorrelation);
  });
});

it('has all of its settings above', () => {
  const variables = Object.values(correlationSettings).map(({ variable }) => variable);
  expect(scalars.map(([, variable]) => variable)).toEqual(variables);
});

describe('symptoms', () => {
  it('are sets of matchers, in the order of the file', () => {
    const yaml = `
correlation:
  symptoms:
    strained: ['alertname="Full"', 'a="1", b=~"2|3"']
    down: alertname="HostLost"
`;
    expect(correlationOf(yaml).symptoms).toEqual([
      ['strained', [parseMatchers('alertname="Full"'), parseMatchers('a="1", b=~"2|3"')]],
      ['down', [parseMatchers('alertname="HostLost"')]],
    ]);
  });

  it.each(['symptoms:', 'symptoms: {}', 'symptoms: {down: ~}'])('are none of %j', (yaml) => {
    expect(correlationOf(`correlation:\n  ${yaml}`)).toEqual(defaultCorrelation);
  });
});

describe('causes', () => {
  it('are asked in the order of the file', () => {
    const yaml = `
correlation:
  causes:
    - name: database
      cause: alertname="PostgresDown"
      takes: ['team="shop"', 'app=~"cart|checkout", env="live"']
      equal: [cluster, db]
    - {name: storage, cause: ['alertname="A"', 'alertname="B"'], takes: 'kind="Volume"'}
`;
    expect(correlationOf(yaml).causes).toEqual([
      {
        name: 'database',
        cause: [parseMatchers('alertname="PostgresDown"')],
        takes: [parseMatchers('team="shop"'), parseMatchers('app=~"cart|checkout", env="live"')],
        equal: ['cluster', 'db'],
      },
      {
        name: 'storage',
        cause: [parseMatchers('alertname="A"'), parseMatchers('alertname="B"')],
        takes: [parseMatchers('kind="Volume"')],
        equal: [],
      },
    ]);
  });

  it.each(['causes:', 'causes: []'])('are none of %j', (yaml) => {
    expect(correlationOf(`correlation:\n  ${yaml}`)).toEqual(defaultCorrelation);
  });
});
