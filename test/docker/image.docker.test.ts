import { beforeAll, describe, expect, it } from 'vitest';

import manifest from '../../package.json' with { type: 'json' };
import { run } from '../../src/redis/server/run.ts';
import { Program } from '../support/program.ts';
import {
  Containers,
  buildImage,
  docker,
  hardened,
  image,
  logged,
  stateOf,
  untilHealth,
} from '../support/containers.ts';

beforeAll(buildImage, 600_000);

/** Runs a program of the image other than Stormfold, in the place of it. */
async function inside(program: string, ...args: string[]): Promise<string> {
  return docker('run', '--rm', ...hardened, '--entrypoint', program, image, ...args);
}

describe('the image', () => {
  it('runs nothing as root, on the Node that package.json pins', async () => {
    const told = await inside('node', '-p', '[process.getuid(), process.getgid(), process.version].join()');
    const [major] = manifest.devDependencies.node.split('.');

    expect(told).toMatch(new RegExp(`^1000,1000,v${major}\\.`));
  });

  it('has the packages that run it, and none of those that develop it', async () => {
    const paths = (names: object) => Object.keys(names).filter((name) => !name.startsWith('@types/'));
    const script =
      'process.argv.slice(1).filter((name) => fs.existsSync(`/app/node_modules/${name}`)).join()';
    const found = await inside(
      'node',
      ...['-p', script, ...paths(manifest.dependencies), ...paths(manifest.devDependencies)],
    );

    expect(found.split(',')).toEqual(paths(manifest.dependencies));
  });

  it('has the package and nothing else of the project', async () => {
    const files = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'node_modules', 'package.json'];

    expect((await inside('ls', '/app')).split('\n')).toEqual(files);
    expect(await inside('find', '/app/dist', '-name', '*.ts')).toBe('');
  });

  it('says what it is', async () => {
    const labels = await docker('inspect', '--format', '{{json .Config.Labels}}', image);

    expect(JSON.parse(labels)).toMatchObject({
      'org.opencontainers.image.title': 'Stormfold',
      'org.opencontainers.image.description': manifest.description,
      'org.opencontainers.image.licenses': manifest.license,
    });
  });

  it('does not start open to everybody unless it is told to, and says what to do', async () => {
    await using program = new Program('docker', ['run', '--rm', ...hardened, image]);

    expect(await program.ended()).toBe(1);
    expect(program.output).toContain('0.0.0.0:8080 can be reached from other machines');
    expect(program.output).toContain('STORMFOLD_WEBHOOK_TOKENS');
  });

  it('names every fault of its settings and exits with 1; a wrong call is 2', async () => {
    const wrong = ['--env', 'STORMFOLD_WINDOW=soon', '--env', 'STORMFOLD_ALLOW_OPEN=true'];
    await using faulty = new Program('docker', ['run', '--rm', ...hardened, ...wrong, image]);
    await using called = new Program('docker', ['run', '--rm', ...hardened, image, 'stroms']);

    expect([await faulty.ended(), await called.ended()]).toEqual([1, 2]);
    expect(faulty.output).toContain('STORMFOLD_WINDOW');
    expect(called.output).toContain('Did you mean storms?');
  });
});

describe('a container', () => {
  it('is healthy in every role, with Node as its first process, and ends clean when it is stopped', async () => {
    await using containers = await Containers.open();
    await containers.redis();
    const roles = ['all', 'intake', 'worker'];
    const names = await Promise.all(roles.map((role) => containers.serve(role)));
    for (const name of names) {
      await untilHealth(name, 'healthy');
      expect(await docker('exec', name, 'readlink', '/proc/1/exe')).toBe('/usr/local/bin/node');
    }
    await docker('stop', ...names);
    for (const name of names) {
      expect(await stateOf(name, 'ExitCode')).toBe('0');
      expect(await logged(name, 'stopped')).toEqual([expect.objectContaining({ clean: true })]);
    }
  });

  it('is unhealthy as long as Redis is away', async () => {
    await using containers = await Containers.open();
    const redis = await containers.redis();
    const worker = await containers.serve('worker');
    await untilHealth(worker, 'healthy');
    await docker('stop', redis);
    await untilHealth(worker, 'unhealthy');
    await docker('start', redis);
    await untilHealth(worker, 'healthy');

    expect(await stateOf(worker, 'Running')).toBe('true');
  });

  it('has the whole command line', async () => {
    await using containers = await Containers.open();
    await containers.redis();
    const name = await containers.serve('all');
    await untilHealth(name, 'healthy');
    const listed = await run('docker', ['exec', name, 'stormfold', 'storms', 'list', '--json']);

    expect(JSON.parse(listed)).toMatchObject({ storms: [] });
  });
});
