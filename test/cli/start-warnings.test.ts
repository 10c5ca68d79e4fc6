import { expect, it } from 'vitest';

import { tellOpenness } from '../../src/cli/start-warnings.ts';
import { loadConfig } from '../../src/config.ts';
import { recordingLog } from '../http/support.ts';

function told(env: Record<string, string>) {
  const { log, lines } = recordingLog();
  tellOpenness(loadConfig({ env }), log);
  return lines;
}

const proxy = { STORMFOLD_PROXY_HEADER: 'X-Forwarded-Email', STORMFOLD_PROXY_ADDRESSES: '10.0.0.7' };
const tokens = { STORMFOLD_WEBHOOK_TOKENS: 'w', STORMFOLD_OPERATOR_TOKENS: 'o' };
const others = { STORMFOLD_LISTEN: ':8080', STORMFOLD_ALLOW_OPEN: 'true' };
const thisMachine = 'no auth is configured, so this machine alone is listened to';
const otherMachines = 'no auth is configured, and other machines can come in';
const ways = (webhook: string, operator: string) => ({
  level: 'info',
  msg: 'who may come in',
  webhook,
  operator,
});

it.each([
  [
    'nothing',
    {},
    [ways('anybody', 'anybody'), { level: 'info', msg: thisMachine, open: ['webhook', 'operator'] }],
  ],
  ['tokens', tokens, [ways('credentials', 'credentials')]],
  ['a proxy', proxy, [ways('anybody', 'the proxy'), { level: 'info', msg: thisMachine, open: ['webhook'] }]],
  [
    'a proxy, open',
    { ...proxy, ...others },
    [ways('anybody', 'the proxy'), { level: 'warn', msg: otherMachines, open: ['webhook'] }],
  ],
  [
    'both',
    { ...proxy, ...tokens, STORMFOLD_LISTEN: ':8080' },
    [ways('credentials', 'credentials or the proxy')],
  ],
])('with %s it says who may come in', (_, env, lines) => {
  expect(told(env)).toMatchObject(lines);
});

it('says which proxy is believed, and no secret', () => {
  const lines = told({ ...proxy, STORMFOLD_OPERATOR_TOKENS: 'h1dden', STORMFOLD_WEBHOOK_TOKENS: 'h1dden' });
  expect(lines).toMatchObject([{ proxy: { header: 'X-Forwarded-Email', addresses: ['10.0.0.7'] } }]);
  expect(JSON.stringify(lines)).not.toContain('h1dden');
});
