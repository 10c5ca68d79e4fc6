import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind } from './kind.ts';

const run = (...command: [string, ...string[]]) => {
  const [program, ...args] = command;
  execFileSync(program, args, { stdio: 'ignore' });
};

/** A file system of its own in this folder, so that it can be full, or read-only. Throws without the right to mount. */
export function mountAt(folder: string): void {
  run('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder);
}

export function unmount(folder: string): void {
  run('umount', '-l', folder);
}

/** Whether this user may mount; without it a full disk can't be had. */
export function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'stormfold-mount-'));
  try {
    mountAt(folder);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

/** So much, that the file system is full long before. */
const filler = Buffer.alloc(8 * 1024 * 1024);

export const diskFaults: readonly FaultKind[] = [
  {
    name: "sink's disk full",
    track: 'disk',
    plan: { sink: 'directory' },
    strike: async ({ world, chance, struck }) => {
      const file = join(world.storms, 'filler');
      await writeFile(file, filler).catch(() => undefined);
      struck();
      await pause(chance.int(1000, 4000));
      await rm(file);
    },
  },
  {
    name: "sink's disk read-only",
    track: 'disk',
    plan: { sink: 'directory' },
    strike: async ({ world, chance, struck }) => {
      run('mount', '-o', 'remount,ro', world.storms);
      struck();
      await pause(chance.int(1000, 4000));
      run('mount', '-o', 'remount,rw', world.storms);
    },
  },
];
