import { Validator } from '@seriousme/openapi-schema-validator';
import type { Express } from 'express';
import { expect, test } from 'vitest';

import { apiDocument } from '../../src/api/document.ts';
import { apiRoutes } from '../../src/api/routes.ts';
import { ask } from '../http/support.ts';
import { operations } from './documented.ts';
import { openApi } from './support.ts';

const document = () => JSON.parse(JSON.stringify(apiDocument(apiRoutes))) as Record<string, unknown>;

/** What Express keeps of a router: routes, or routers of its own, whose paths are below it. */
interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

function mounted(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (!route) return mounted(handle.stack ?? []);
    const methods = Object.keys(route.methods).filter((method) => method === 'get' || method === 'post');
    return methods.map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);
  });
}

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(document())).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('it goes out as it is made, to an operator', async () => {
  const operator = { tokens: ['o'], tokenFiles: [], basic: [] };
  await using bench = await openApi({ auth: { operator } });
  expect((await bench.get('/api/v1/openapi.json')).status).toBe(401);
  const { status, headers, body } = await bench.get('/api/v1/openapi.json', { Authorization: 'Bearer o' });
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(body).toEqual(document());
});

test('every route that is mounted is in it, and every route in it is mounted', async () => {
  const apps: Express[] = [];
  await using bench = await openApi({ mount: (own) => void apps.push(own) });
  const stack = apps.flatMap(({ router }) => (router as unknown as { stack: Layer[] }).stack);
  const told = operations.map((operation) => operation.replace('/api/v1', ''));
  // What it is mounted under, a router does not know.
  const routes = mounted(stack).map((route) => route.replace('/api/v1', ''));
  expect(routes.length).toBeGreaterThan(15);
  expect(routes.filter((route) => !told.includes(route))).toEqual([]);
  expect(told.filter((route) => !routes.includes(route))).toEqual([]);
  expect(told.length).toBe(new Set(told).size);
  expect((await bench.get('/api/v1/totals')).status).toBe(200);
});

test('every path of the API refuses what it does not do, and says what it does', async () => {
  await using bench = await openApi();
  for (const { path, method } of apiRoutes) {
    const { status, headers } = await ask(`${bench.url}/api/v1${path.replaceAll(/[{}]/g, '')}`, {
      method: 'PUT',
    });
    expect([path, status, headers.get('allow')]).toEqual([
      path,
      405,
      method === 'get' ? 'GET, HEAD' : 'POST',
    ]);
  }
});
