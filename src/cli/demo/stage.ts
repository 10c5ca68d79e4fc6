import { loadConfig } from '../../config.ts';
import { type Instance, openInstance } from '../../instance.ts';
import { type StopStep, stopInOrder } from '../../lifecycle.ts';
import type { Log } from '../../log.ts';
import { startRedis } from '../../redis/server/start-redis.ts';
import { serve } from '../serve.ts';
import type { DemoFolder } from './folder.ts';
import type { Screen } from '../screen.ts';

/** A Redis and a service that belong to the demo alone. */
export interface Stage {
  readonly url: string;
  readonly redisUrl: string;
  /** For looking at what the service does, from outside of it. */
  readonly instance: Instance;
}

export interface StageOptions {
  readonly windowMs: number;
  readonly folder: DemoFolder;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly screen: Screen;
}

/** More than the service takes for itself. */
const stopMs = 15_000;

/** What was started, to be stopped in the reverse order, whether all of it started or not. */
export class Closers {
  readonly #steps: StopStep[] = [];

  add(name: string, stop: () => unknown): void {
    this.#steps.unshift({ name, stop });
  }

  /** True when all of it stopped. */
  async closeAll(log: Log): Promise<boolean> {
    return stopInOrder(this.#steps.splice(0), stopMs, log);
  }
}

export async function openStage(options: StageOptions, closers: Closers): Promise<Stage> {
  const { windowMs, folder, log, signal, screen } = options;
  const redis = await startRedis({ say: screen.note });
  closers.add('redis', () => redis.stop());
  signal.throwIfAborted();
  screen.step(`Redis: one of its own, at ${redis.url} (${redis.how}).`);

  const config = configFor(redis.url, windowMs, folder);
  const service = await serve(config, 'all', log, { signal });
  closers.add('service', async () => {
    if (!(await service.stop())) throw new Error('the service was cut off');
  });
  const instance = await openInstance(config, log, 'answering');
  closers.add('connection', () => instance.close());
  signal.throwIfAborted();
  screen.step(`Stormfold: at ${service.url} (open it in a browser), with a window of ${windowMs / 1000} s.`);
  return { url: service.url, redisUrl: redis.url, instance };
}

/** From an environment of its own: what somebody has set for their Stormfold is not for this one. */
function configFor(redisUrl: string, windowMs: number, { storms }: DemoFolder) {
  return loadConfig({
    env: {
      REDIS_URL: redisUrl,
      STORMFOLD_LISTEN: '127.0.0.1:0',
      STORMFOLD_WINDOW: `${windowMs}ms`,
      STORMFOLD_SINK: 'directory',
      STORMFOLD_SINK_DIRECTORY: storms,
    },
  });
}
