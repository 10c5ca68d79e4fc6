import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the page, as it goes over the wire. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Strong: the same bytes have the same tag. */
  readonly etag: string;
}

export interface Page {
  readonly html: Asset;
  /** For the policy: the hash of the one inline script, which is the map of imports. */
  readonly importMapHash: string;
  /** By the path below `/assets/`. */
  readonly assets: ReadonlyMap<string, Asset>;
}

const own = fileURLToPath(new URL('./page/', import.meta.url));
const require = createRequire(import.meta.url);

/** The libraries of the page, as their packages ship them for browsers. */
const libraries: Readonly<Record<string, string>> = {
  'preact.js': join(dirname(require.resolve('preact')), 'preact.mjs'),
  'hooks.js': join(dirname(require.resolve('preact/hooks')), 'hooks.mjs'),
  'htm.js': join(dirname(require.resolve('htm')), 'htm.module.js'),
  'uplot.js': join(dirname(require.resolve('uplot')), 'uPlot.iife.min.js'),
  'uplot.css': join(dirname(require.resolve('uplot')), 'uPlot.min.css'),
};

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
};

/** Reads everything that a browser gets, once: none of it changes while the process runs. Throws when a file is missing. */
export function readPage(): Page {
  const html = assetOf(join(own, 'index.html'));
  const files = readdirSync(own).filter(
    (file) => file in types || ['.js', '.css', '.svg'].includes(extname(file)),
  );
  const assets = new Map<string, Asset>();
  for (const file of files) assets.set(file, assetOf(join(own, file)));
  for (const [name, path] of Object.entries(libraries)) assets.set(`lib/${name}`, assetOf(path));
  return { html, assets, importMapHash: hashOf(importMapIn(html.body.toString('utf8'))) };
}

function assetOf(path: string): Asset {
  const body = readFileSync(path);
  const type = types[extname(path).replace('.mjs', '.js')] ?? 'application/octet-stream';
  return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"` };
}

function importMapIn(html: string): string {
  const [, text] = /<script type="importmap">([^]*?)<\/script>/.exec(html) ?? [];
  if (text === undefined) throw new Error('src/console/page/index.html has no map of imports');
  return text;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
