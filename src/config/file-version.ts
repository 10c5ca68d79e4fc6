import { statSync } from 'node:fs';

/**
 * Stands for what a path leads to: another text once the file, or a link on the way to it, was changed.
 * Not the time alone: two writes in one tick of the file system's clock, or a link that now leads elsewhere.
 */
export function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 'absent';
  const { mtimeMs, ctimeMs, size, ino } = stats;
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}
