import { fileURLToPath } from 'node:url';

import { Spawned } from '../process.ts';
import type { Target } from './target.ts';

const program = fileURLToPath(new URL('floor-server.ts', import.meta.url));

/** The floor: what Express costs that only parses the same bodies. */
export async function startFloor(): Promise<Target> {
  const server = new Spawned(process.execPath, [program]);
  const url = await server.until((output) => /^http:\S+/m.exec(output)?.[0]);
  return {
    ...{ name: 'bare Express', url, path: '/', headers: {}, shape: 'webhook' as const },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
