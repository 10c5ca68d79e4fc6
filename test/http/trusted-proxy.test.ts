import { describe, expect, it } from 'vitest';

import { GateBench, basic, none, proxy, proxyAddress } from './gate-bench.ts';

const tokens = { ...none, tokens: ['t1'] };
const ann = { 'X-Forwarded-User': 'ann' };

describe('the identity header', () => {
  it('names the operator, without credentials or with any', async () => {
    await using bench = await GateBench.open({ proxy, operator: tokens });
    const from = proxyAddress;
    expect(await bench.ask({ from, headers: ann })).toMatchObject({ status: 200, body: { operator: 'ann' } });
    const more = { ...ann, Authorization: 'Bearer of-the-proxy' };
    expect((await bench.ask({ from, headers: more })).body).toEqual({ operator: 'ann' });
    const utf8 = { 'x-forwarded-user': Buffer.from(' Ünal ').toString('latin1') };
    expect((await bench.ask({ from, headers: utf8 })).body).toEqual({ operator: 'Ünal' });
    expect(await bench.failures()).toEqual({ operator: 0, webhook: 0 });
  });

  it.each<[string, string | string[]]>([
    ['empty', ''],
    ['blank', '  '],
    ['twice', ['ann', 'bob']],
    ['twice the same', ['ann', 'ann']],
    ['twice in one', 'ann, bob'],
  ])('names nobody when it is there %s', async (_, value) => {
    await using bench = await GateBench.open({ proxy, operator: tokens });
    const headers = { 'X-Forwarded-User': value };
    expect(await bench.status({ from: proxyAddress, headers })).toBe(401);
    const withToken = { ...headers, Authorization: 'Bearer t1' };
    expect((await bench.ask({ from: proxyAddress, headers: withToken })).body).toEqual({ operator: 'token' });
  });

  it('is ignored from all other addresses, whoever they say they come from', async () => {
    await using bench = await GateBench.open({ proxy, operator: tokens });
    const claims = {
      ...{ 'X-Forwarded-For': proxyAddress, Forwarded: `for=${proxyAddress}`, 'X-Real-IP': proxyAddress },
      'X-Forwarded-Host': 'storms.example',
    };
    expect(await bench.status({ from: '127.0.0.3', headers: { ...ann, ...claims } })).toBe(401);
    const withToken = { ...ann, Authorization: basic('bob:t1') };
    expect((await bench.ask({ from: '127.0.0.3', headers: withToken })).body).toEqual({ operator: 'bob' });
  });

  it('is not looked at where no proxy is believed', async () => {
    await using closed = await GateBench.open({ operator: tokens });
    expect(await closed.status({ from: proxyAddress, headers: ann })).toBe(401);
    await using open = await GateBench.open({});
    expect((await open.ask({ from: proxyAddress, headers: ann })).body).toEqual({});
  });

  it('of others is logged once a minute, with how often it came', async () => {
    await using bench = await GateBench.open({ proxy, operator: tokens });
    const ask = () => bench.status({ from: '127.0.0.3', headers: ann });
    const told = () => bench.lines.filter(({ msg }) => String(msg).startsWith('header of the proxy ignored'));
    await ask();
    expect(told()).toMatchObject([
      {
        level: 'warn',
        header: 'x-forwarded-user',
        address: '127.0.0.3',
        times: 1,
        requestId: expect.any(String),
      },
    ]);
    for (let i = 0; i < 3; i++) await ask();
    expect(told()).toHaveLength(1);
    bench.delays.ms += 60_000;
    await ask();
    expect(told().map(({ times }) => times)).toEqual([1, 4]);
    expect(JSON.stringify(told())).not.toContain('ann');
  });
});

describe('with a proxy and no credentials', () => {
  it('only the proxy gets in, and browsers are not asked for a password that nobody has', async () => {
    await using bench = await GateBench.open({ proxy });
    expect(await bench.status({ from: proxyAddress, headers: ann })).toBe(200);
    const refused = await bench.ask({ headers: ann });
    expect(refused).toMatchObject({
      status: 401,
      headers: {
        'www-authenticate': 'Bearer realm="stormfold"',
        'content-type': 'application/problem+json; charset=utf-8',
      },
      body: { type: 'urn:stormfold:problem:unauthorized', advice: expect.stringContaining('proxy') },
    });
    expect(await bench.status({ from: proxyAddress })).toBe(401);
    expect(await bench.status({ headers: { Authorization: 'Bearer undefined' } })).toBe(401);
  });

  it.each([
    { header: 'X-Forwarded-User', addresses: [] },
    { header: undefined, addresses: [proxyAddress] },
  ])('of which half is missing, nobody does: %j', async (half) => {
    await using bench = await GateBench.open({ proxy: half });
    expect(await bench.status({ from: proxyAddress, headers: ann })).toBe(401);
  });
});

it('knows an IPv4 peer on a socket of IPv6, and ranges', async () => {
  const range = { ...proxy, addresses: ['127.0.0.0/30'] };
  await using bench = await GateBench.open({ proxy: range }, '::');
  expect(await bench.status({ from: '127.0.0.3', headers: ann })).toBe(200);
  expect(await bench.status({ from: '127.0.0.4', headers: ann })).toBe(401);
});
