import { randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';

import { StormfoldError, messageOf } from '../../src/errors.ts';
import { untilAnswers } from '../../src/redis/server/answers.ts';
import { serverCommand } from '../../src/redis/server/docker.ts';
import { programOnPath } from '../../src/redis/server/on-path.ts';
import { run } from '../../src/redis/server/run.ts';
import type { RedisServer, Say } from '../../src/redis/server/server.ts';
import { watchdog } from '../../src/redis/server/watchdog.ts';

/** What the tests need to know of their Redis. */
export type TestRedis = Pick<RedisServer, 'url' | 'how' | 'stop'>;

const redisPort = 6379;
const patienceMs = 30_000;
/** An engine that hangs must not hold up a run that can do without it. */
const probeMs = 5000;
const usualSocket = '/var/run/docker.sock';

/** A Redis in a container. Undefined where nothing of Docker is there; throws where something is and did not work. */
export async function startContainer(
  image: string,
  args: readonly string[],
  say: Say,
): Promise<TestRedis | undefined> {
  if (!(await dockerIsMeant())) return undefined;
  await untilEngineAnswers();
  await announcePull(image, say);
  return start(image, args);
}

async function dockerIsMeant(): Promise<boolean> {
  if (process.env['DOCKER_HOST'] || (await hasProgram())) return true;
  return access(usualSocket).then(
    () => true,
    () => false,
  );
}

async function hasProgram(): Promise<boolean> {
  return (await programOnPath(['docker'])) !== undefined;
}

/** Asks the `docker` program, which can be told to give up. Without it, testcontainers finds out for itself. */
async function untilEngineAnswers(): Promise<void> {
  if (!(await hasProgram())) return;
  try {
    await run('docker', ['info'], { timeoutMs: probeMs });
  } catch (cause) {
    const limit = `${probeMs / 1000} s`;
    throw new StormfoldError(`no Docker engine answered within ${limit}: ${messageOf(cause)}`, { cause });
  }
}

// The package is imported only where an engine is: that takes a second.
async function announcePull(image: string, say: Say): Promise<void> {
  const { ImageName, getContainerRuntimeClient } = await import('testcontainers');
  const engine = await getContainerRuntimeClient();
  if (await engine.image.exists(ImageName.fromString(image))) return;
  say(`Pulling the Docker image ${image}, because an engine is here and the tests prefer a container.`);
}

async function start(image: string, args: readonly string[]): Promise<TestRedis> {
  const { GenericContainer, Wait } = await import('testcontainers');
  // It is published on every address of this machine, so it may not let everybody in.
  const password = randomUUID();
  const container = await new GenericContainer(image)
    .withCommand([...serverCommand(args), '--requirepass', password])
    .withExposedPorts(redisPort)
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
    .start();
  // Ryuk does the same where it may run, but only after a while.
  const guard = watchdog('docker rm --force --volumes "$1"', [container.getId()]);
  let stopped: Promise<unknown> | undefined;
  const stop = async (): Promise<void> => {
    await (stopped ??= container.stop());
    guard.dismiss();
  };
  const url = `redis://:${password}@${container.getHost()}:${container.getMappedPort(redisPort)}`;
  try {
    await untilAnswers(url, patienceMs);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, how: `testcontainers, ${image}`, stop };
}
