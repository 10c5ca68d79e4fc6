import { expect, it } from 'vitest';

import { readPage } from '../../src/console/assets.ts';

const page = readPage();
const html = page.html.body.toString('utf8');

it('weighs less than 150 kB with everything that it can load', () => {
  const bytes = [page.html, ...page.assets.values()].reduce((sum, { body }) => sum + body.length, 0);
  expect(bytes).toBeLessThan(150_000);
  expect(page.assets.size).toBeGreaterThan(15);
});

it('loads nothing from outside', () => {
  for (const { body } of [page.html, ...page.assets.values()]) {
    const loaded = [
      ...body.toString('utf8').matchAll(/(?:src|href|url)\s*[=(]\s*["']?(https?:)?\/\/[^"')\s]+/g),
    ];
    expect(loaded.map(([text]) => text)).toEqual([]);
  }
});

it('has each file that it names', () => {
  const named = [html, ...[...page.assets.values()].map(({ body }) => body.toString('utf8'))]
    .flatMap((text) => [...text.matchAll(/["']\/assets\/([^"']+)["']/g)])
    .map(([, path = '']) => path);
  expect(new Set(named).size).toBeGreaterThan(8);
  expect(named.filter((path) => !page.assets.has(path))).toEqual([]);
});

it('has no inline code but its map of imports, which the policy knows by its hash', () => {
  expect(html.match(/<script(?![^>]*\bsrc=)[^>]*>/g)).toEqual(['<script type="importmap">']);
  expect(html).not.toMatch(/\son\w+=|<style|style=/);
  expect(page.importMapHash).toMatch(/^'sha256-[A-Za-z0-9+/]{43}='$/);
});

it('gives every file a type and a tag of its own', () => {
  const assets = [...page.assets.values()];
  expect(assets.map(({ type }) => type)).not.toContain('application/octet-stream');
  expect(new Set(assets.map(({ etag }) => etag)).size).toBe(assets.length);
});
