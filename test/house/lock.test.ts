import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { missingFrom, platformByName } from '../../scripts/complete-lock.ts';

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');

describe('package-lock.json', () => {
  it('has an entry for the optional packages of every platform, so that npm ci works on all of them', () => {
    expect(missingFrom(JSON.parse(text) as Parameters<typeof missingFrom>[0])).toEqual([]);
  });

  it('names no registry', () => {
    expect(text).not.toContain('"resolved"');
  });
});

describe('the stub of a missing package', () => {
  it('is found by what the lock lacks', () => {
    const lock = {
      packages: { 'node_modules/a': { optionalDependencies: { 'a-linux-x64-gnu': '1.2.3', b: '^2.0.0' } } },
    };
    expect(missingFrom(lock).map(({ name, range }) => `${name}@${range}`)).toEqual([
      'a-linux-x64-gnu@1.2.3',
      'b@^2.0.0',
    ]);
  });

  it.each([
    ['@x/binding-linux-x64-gnu', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
    ['@x/binding-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['x-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['@x/win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
  ])('says by the name of %s which platform it is for', (name, platform) => {
    expect(platformByName(name)).toEqual(platform);
  });
});
