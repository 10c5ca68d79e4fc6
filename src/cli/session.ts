import { Writable } from 'node:stream';
import type { Command } from 'commander';

import { redactRedisUrl } from '../config/redis-url.ts';
import { ReloadableConfig } from '../config/reloadable.ts';
import { type Config, type ConfigSources, type LoadedConfig, loadConfig } from '../config.ts';
import { StormfoldError, messageOf } from '../errors.ts';
import type { Instance } from '../instance.ts';
import { type Log, createLog } from '../log.ts';

/** Somebody sits and waits: a Redis that has not answered by then is said to be away. */
const patienceMs = 3000;

/** The configuration that a command works with: `--config` or STORMFOLD_CONFIG, and the environment over it. */
export function configOf(command: Command): LoadedConfig {
  return loadConfig(sourcesOf(command));
}

/** The same for a command that lives long enough for it to change. */
export function reloadableConfigOf(command: Command): ReloadableConfig {
  return new ReloadableConfig(sourcesOf(command));
}

function sourcesOf(command: Command): ConfigSources {
  const { config: file } = command.optsWithGlobals<{ config?: string }>();
  return { env: process.env, ...(file !== undefined && { file }) };
}

/** Opens the instance for one command and closes it after, whatever came of it. */
export async function withInstance<T>(command: Command, use: (instance: Instance) => Promise<T>): Promise<T> {
  const config = configOf(command);
  const instance = await openOrExplain(config);
  try {
    return await use(instance);
  } finally {
    await instance.close();
  }
}

async function openOrExplain(config: Config): Promise<Instance> {
  try {
    // Only now: BullMQ is half of what a command takes to start, and many need no instance.
    const { openInstance } = await import('../instance.ts');
    return await openInstance(config, commandLog(config), 'answering', { readyMs: patienceMs });
  } catch (cause) {
    if (cause instanceof StormfoldError) throw cause;
    const advice = `Looked at ${redactRedisUrl(config.redisUrl)}: start Redis there, or set REDIS_URL to where it is.`;
    throw new StormfoldError(messageOf(cause), { advice, cause });
  }
}

/**
 * On stderr, because stdout is for what was asked. What a service has to log is noise here, where the outcome is
 * printed: only errors, unless somebody is looking for one.
 */
function commandLog({ logLevel }: Config): Log {
  const level = ['debug', 'trace', 'fatal', 'silent'].includes(logLevel) ? logLevel : 'error';
  return createLog(level, toStderr());
}

function toStderr(): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      process.stderr.write(chunk);
      done();
    },
  });
}
