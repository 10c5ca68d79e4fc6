import { describe, expect, it } from 'vitest';

import { describeConfig, loadConfig } from '../../src/config.ts';
import { envFaults, loadYaml, yamlFaults } from './load.ts';

const both = {
  STORMFOLD_PROXY_HEADER: 'X-Forwarded-User',
  STORMFOLD_PROXY_ADDRESSES: '10.0.0.7, 10.1.0.0/16,fd00::/64',
};

describe('the proxy that is believed', () => {
  it('is nobody by default', () => {
    expect(loadConfig({ env: {} }).auth.proxy).toEqual({ header: undefined, addresses: [] });
  });

  it('has a header and addresses, of variables or of the file', () => {
    const proxy = { header: 'X-Forwarded-User', addresses: ['10.0.0.7', '10.1.0.0/16', 'fd00::/64'] };
    expect(loadConfig({ env: both }).auth.proxy).toEqual(proxy);
    const yaml =
      'auth:\n  proxy:\n    header: X-Forwarded-User\n    addresses: [10.0.0.7, 10.1.0.0/16, "fd00::/64"]\n';
    expect(loadYaml(yaml).auth.proxy).toEqual(proxy);
  });

  it('is shown, as it is no secret', () => {
    const shown = describeConfig(loadConfig({ env: both })).filter(({ path }) =>
      path.startsWith('auth.proxy'),
    );
    expect(shown.map(({ value }) => value)).toEqual(['X-Forwarded-User', '10.0.0.7, 10.1.0.0/16, fd00::/64']);
  });

  it('asks operators for who they are, so that other addresses and metrics can be had', () => {
    const env = {
      ...both,
      STORMFOLD_LISTEN: ':8080',
      STORMFOLD_WEBHOOK_TOKENS: 't',
      STORMFOLD_METRICS_AUTH: 'true',
    };
    expect(envFaults(env)).toEqual([]);
  });
});

describe('half of a proxy', () => {
  const listen = { STORMFOLD_LISTEN: ':8080', STORMFOLD_WEBHOOK_TOKENS: 't' };

  it('is told what is missing, and nothing that follows from it', () => {
    expect(envFaults({ ...listen, STORMFOLD_PROXY_HEADER: 'X-Forwarded-User' })).toEqual([
      "auth.proxy.header (STORMFOLD_PROXY_HEADER): is believed from a proxy's address alone, and none is given; " +
        'set STORMFOLD_PROXY_ADDRESSES',
    ]);
    expect(envFaults({ ...listen, STORMFOLD_PROXY_ADDRESSES: '10.0.0.7' })).toEqual([
      'auth.proxy.addresses (STORMFOLD_PROXY_ADDRESSES): are those of a proxy, and the header in which it says who ' +
        'the user is is not given; set STORMFOLD_PROXY_HEADER',
    ]);
  });

  it('is not told while the other half is faulty', () => {
    expect(envFaults({ ...listen, ...both, STORMFOLD_PROXY_HEADER: 'Host' })).toHaveLength(1);
    expect(envFaults({ ...listen, ...both, STORMFOLD_PROXY_ADDRESSES: 'proxy' })).toHaveLength(1);
  });
});

describe('a header', () => {
  const faultsOf = (header: string) => envFaults({ ...both, STORMFOLD_PROXY_HEADER: header });

  it.each([
    'X-Forwarded-User',
    'x-auth-request-email',
    'Remote-User',
    'X-WEBAUTH-USER',
    'Tailscale-User-Login',
  ])('%s may name the user', (header) => expect(faultsOf(header)).toEqual([]));

  it.each([
    ...[
      'Authorization',
      'authorization',
      'Proxy-Authorization',
      'Host',
      'HOST',
      'Cookie',
      'Origin',
      'Referer',
    ],
    ...['Sec-Fetch-Site', 'User-Agent', 'Content-Type', 'Accept', 'Connection', 'Forwarded', 'From'],
    ...['X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP', 'X-Request-Id'],
  ])('%s is something else', (header) => {
    expect(faultsOf(header)).toEqual([
      expect.stringMatching(
        /^auth\.proxy\.header \(STORMFOLD_PROXY_HEADER\): is a header that holds something else/,
      ),
    ]);
  });

  it.each(['X Forwarded User', 'X-Forwarded-User:', 'X_Forwarded_User', 'X-Bénutzer', '-'])(
    '%j is none',
    (header) => {
      expect(faultsOf(header)).toEqual([
        `auth.proxy.header (STORMFOLD_PROXY_HEADER): ${JSON.stringify(header)} is not the name of a header, such as X-Forwarded-User`,
      ]);
    },
  );
});

describe('an address', () => {
  const faultsOf = (address: string) => envFaults({ ...both, STORMFOLD_PROXY_ADDRESSES: address });

  it.each([
    '127.0.0.1',
    '10.0.0.5/8',
    '10.0.0.7/32',
    '::1',
    'fd00::/8',
    '2001:db8::1/128',
    '::ffff:10.0.0.7',
  ])('%s is one', (address) => expect(faultsOf(address)).toEqual([]));

  it.each([
    ...[
      'proxy.example',
      '10.0.0',
      '10.0.0.256',
      '10.0.0.7:80',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/08',
      '10.0.0.0/-1',
    ],
    ...['10.0.0.0/8/8', '[::1]', 'fd00::/129', 'fe80::1%eth0', '*', '10.0.0.0/255.0.0.0'],
    // Everybody.
    ...['0.0.0.0/0', '::/0'],
  ])('%s is none', (address) => {
    expect(faultsOf(address)).toEqual([
      `auth.proxy.addresses (STORMFOLD_PROXY_ADDRESSES): entry 1 ${JSON.stringify(address)} is not an address or a ` +
        'range of them, such as 10.0.0.7, 10.1.0.0/16 or fd00::/64',
    ]);
  });

  it('is found in its place of a list, and given once', () => {
    expect(faultsOf('10.0.0.7,nobody')).toEqual([expect.stringContaining('entry 2 "nobody"')]);
    expect(faultsOf('10.0.0.7,10.0.0.7')).toEqual([expect.stringContaining('has an entry twice')]);
    expect(
      yamlFaults('auth:\n  proxy:\n    header: X-User\n    addresses:\n      - 10.0.0.7\n      - 7\n'),
    ).toEqual([
      'auth.proxy.addresses (c.yaml:6): entry 2 7 is not an address or a range of them, such as 10.0.0.7, 10.1.0.0/16 or fd00::/64',
    ]);
  });
});
