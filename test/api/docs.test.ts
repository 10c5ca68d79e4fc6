import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { apiRoutes } from '../../src/api/routes.ts';
import { ask } from '../http/support.ts';
import { openApi } from './support.ts';

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

it('docs/api.md has a line for every route, and for no other', () => {
  const told = [...page.matchAll(/^\| `(GET|POST) \/api\/v1(\/\S+)`/gm)].map(
    ([, method, path]) => `${method} ${path}`,
  );
  expect(told.sort()).toEqual(apiRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort());
});

it('the examples of docs/api.md ask for what there is, with parameters that there are', async () => {
  await using bench = await openApi();
  const shell = /```sh\n([^]*?)```/.exec(page)?.[1]?.replaceAll('\\\n', '') ?? '';
  const asked = [...shell.matchAll(/^curl .*$/gm)].map(([line]) => {
    const method = /-X (\w+)/.exec(line)?.[1] ?? 'GET';
    const body = /-d '([^']+)'/.exec(line)?.[1];
    return { method, body, path: /"\$STORMFOLD([^"]+)"/.exec(line)?.[1] ?? '' };
  });
  const statuses: [string, number][] = [];
  for (const { method, body, path } of asked) {
    const init = { method, ...(body && { body, headers: { 'content-type': 'application/json' } }) };
    statuses.push([`${method} ${path.split('/').at(-1)}`, (await ask(bench.url + path, init)).status]);
  }
  expect(statuses).toEqual([
    ['GET storms?state=open,failed&pattern=crashloop', 200],
    ['GET storms?sort=size&limit=5', 200],
    ['GET alerts?q=worker-3&status=firing', 404],
    ['GET resource', 404],
    ['GET failed?since=1h&kind=storm', 200],
    ['POST retry', 404],
    ['POST discard', 404],
  ]);
});
