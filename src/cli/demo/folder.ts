import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the demo writes: a new folder each time, so that no earlier run's resources are among this one's. */
export interface DemoFolder {
  readonly path: string;
  /** Of the directory sink. */
  readonly storms: string;
  /** Of the service. */
  readonly log: string;
  /** From now on it outlives the process: it holds what the demo was run for. */
  keep(): void;
}

export function openFolder(): DemoFolder {
  const path = mkdtempSync(join(tmpdir(), 'stormfold-demo-'));
  // However the process ends, by a second Ctrl-C too; only a kill -9 leaves it.
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    ...{ path, storms: join(path, 'storms'), log: join(path, 'service.log') },
    keep: () => process.off('exit', remove),
  };
}
