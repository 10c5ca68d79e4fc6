import { describe, expect, it } from 'vitest';

import { type Config, isLoopback, listenFaults, loadConfig } from '../../src/config.ts';
import { envFaults } from './load.ts';

const none = { tokens: [], tokenFiles: [], basic: [] };

function auth(more: Partial<Config['auth']> = {}): Config['auth'] {
  const proxy = { header: undefined, addresses: [] };
  return { webhook: none, operator: none, proxy, metrics: false, allowOpen: false, ...more };
}

describe('loopback', () => {
  it.each([
    '127.0.0.1',
    '127.255.0.9',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    'localhost',
    'LocalHost',
  ])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    '::2',
    '127.0.0.1.example.org',
    'localhost.example.org',
  ])('is not %j', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('listening without auth', () => {
  const listen = { host: '0.0.0.0', port: 8080 };

  it('is fine on loopback', () => {
    expect(listenFaults({ listen: { host: '127.0.0.1', port: 0 }, auth: auth() })).toEqual([]);
  });

  it('is refused elsewhere, for each kind of caller that nobody asks for credentials', () => {
    const one = { ...none, tokens: ['a'] };
    expect(listenFaults({ listen, auth: auth() })).toHaveLength(2);
    expect(listenFaults({ listen, auth: auth({ webhook: one }) })).toEqual([
      '0.0.0.0:8080 can be reached from other machines and auth.operator has no credentials; set ' +
        'STORMFOLD_OPERATOR_TOKENS or STORMFOLD_OPERATOR_TOKENS_FILE, listen on 127.0.0.1, or set ' +
        'STORMFOLD_ALLOW_OPEN=true if something in front of Stormfold asks for them',
    ]);
    expect(listenFaults({ listen, auth: auth({ operator: one }) })).toEqual([
      expect.stringContaining('auth.webhook has no credentials; set STORMFOLD_WEBHOOK_TOKENS or '),
    ]);
  });

  it.each([
    { ...none, tokens: ['a'] },
    { ...none, tokenFiles: ['/a'] },
    { ...none, basic: ['a:b'] },
  ])('is with auth when there is any one of its kinds: %j', (some) => {
    expect(listenFaults({ listen, auth: auth({ webhook: some, operator: some }) })).toEqual([]);
  });

  it('is with auth for operators, and for nobody else, when a proxy says who they are', () => {
    const proxy = { header: 'X-Forwarded-User', addresses: ['10.0.0.7'] };
    expect(listenFaults({ listen, auth: auth({ proxy }) })).toEqual([
      expect.stringContaining('auth.webhook has no credentials'),
    ]);
  });

  it('is allowed when asked for', () => {
    expect(listenFaults({ listen, auth: auth({ allowOpen: true }) })).toEqual([]);
    expect(envFaults({ STORMFOLD_LISTEN: ':8080', STORMFOLD_ALLOW_OPEN: 'true' })).toEqual([]);
  });

  it('keeps the configuration from loading', () => {
    const fault = 'listen (STORMFOLD_LISTEN): [::]:80 can be reached from other machines and auth.';
    expect(envFaults({ STORMFOLD_LISTEN: '[::]:80' })).toEqual([
      expect.stringContaining(`${fault}webhook`),
      expect.stringContaining(`${fault}operator`),
    ]);
  });

  it.each([
    [':8080', ''],
    ['0.0.0.0:8080', '0.0.0.0'],
    ['[::]:8080', '::'],
    ['storms.example.org:8080', 'storms.example.org'],
  ])('on %s is with auth, and its host is %j', (address, host) => {
    const tokens = { STORMFOLD_WEBHOOK_TOKENS: 'a', STORMFOLD_OPERATOR_TOKENS: 'b' };
    expect(loadConfig({ env: { ...tokens, STORMFOLD_LISTEN: address } }).listen).toEqual({
      host,
      port: 8080,
    });
  });
});
