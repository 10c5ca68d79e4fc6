import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { firstExecutable, programOnPath, serverPrograms } from './on-path.ts';
import { type Program, programRedis } from './program.ts';
import { run, tryRun } from './run.ts';
import type { Way } from './server.ts';

/** Kept across runs: the second one finds the server there, and asks apt for nothing. */
const cache = fileURLToPath(new URL('../../../.cache/redis/', import.meta.url));

/** Debian's or Ubuntu's own packages, unpacked into `folder`: needs no root, and changes nothing of the system. */
export function apt(folder: string = cache): Way {
  return {
    name: 'apt',
    async find(say) {
      // what the machine's next release made unusable is brought again
      const kept = await unpackedProgram(folder).catch(() => undefined);
      if (kept !== undefined) return programRedis(kept);
      if ((await programOnPath(['apt-get'])) === undefined) return undefined;
      if ((await programOnPath(['dpkg-deb'])) === undefined) return undefined;
      say(
        `Downloading redis-server with apt-get, into ${folder} (about 20 MB; nothing is installed on this system).`,
      );
      await bring(folder);
      const program = await unpackedProgram(folder);
      return program === undefined ? undefined : programRedis(program);
    },
  };
}

/** In a folder beside, moved when complete: what was interrupted is never taken for a server. */
async function bring(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'work-'));
  try {
    const root = await unpack(work);
    await rm(rootOf(folder), { recursive: true, force: true });
    await rename(root, rootOf(folder)).catch(async (error: unknown) => {
      // another process was here first, which is just as good
      if ((await unpackedProgram(folder)) === undefined) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function unpack(work: string): Promise<string> {
  const aptGet = await privateApt(work);
  // Some of a machine's sources may not answer; whether the rest is enough shows at the download.
  await tryRun('apt-get', [...aptGet, 'update'], inEnglish);
  const packages = await neededPackages(aptGet);
  await run('apt-get', [...aptGet, 'download', ...packages], { ...inEnglish, cwd: work });
  const root = join(work, 'root');
  for (const file of await readdir(work)) {
    if (file.endsWith('.deb')) await run('dpkg-deb', ['--extract', join(work, file), root]);
  }
  return root;
}

const inEnglish = { env: { ...process.env, LC_ALL: 'C' } };

/**
 * Options that make apt-get keep its lists and archives here: it needs no root then, and a machine whose lists were
 * never read is as good as any.
 */
async function privateApt(work: string): Promise<readonly string[]> {
  await mkdir(join(work, 'state/lists/partial'), { recursive: true });
  await mkdir(join(work, 'cache/archives/partial'), { recursive: true });
  const status = join(work, 'status');
  await writeFile(status, await installedWithoutRedis());
  const settings = {
    'Dir::State': join(work, 'state'),
    'Dir::State::status': status,
    'Dir::Cache': join(work, 'cache'),
    // root's download would change to a user that may not write here
    'APT::Sandbox::User': 'root',
  };
  return ['-q', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

/** What dpkg has installed, but for Redis' own packages: the server needs them beside it, wherever they are besides. */
async function installedWithoutRedis(): Promise<string> {
  const status = await readFile('/var/lib/dpkg/status', 'utf8');
  const stanzas = status.split('\n\n').filter((stanza) => !/^Package: (redis|valkey)/.test(stanza));
  return stanzas.join('\n\n');
}

/** The server's package and all that it needs and this machine has not: libraries above all. */
async function neededPackages(aptGet: readonly string[]): Promise<readonly string[]> {
  let complaint: unknown;
  for (const server of serverPrograms) {
    try {
      const plan = await run(
        'apt-get',
        [...aptGet, '--simulate', '--no-install-recommends', 'install', server],
        inEnglish,
      );
      return [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
    } catch (error) {
      complaint ??= error;
    }
  }
  throw complaint;
}

function rootOf(folder: string): string {
  return join(folder, 'root');
}

async function unpackedProgram(folder: string): Promise<Program | undefined> {
  const root = rootOf(folder);
  const path = await firstExecutable(serverPrograms.map((name) => join(root, 'usr/bin', name)));
  if (path === undefined) return undefined;
  const env = { ...process.env, LD_LIBRARY_PATH: await libraryPath(root) };
  await run(path, ['--version'], { env });
  return { path, how: `apt, in ${folder}`, env };
}

/** The folders of unpacked libraries (`usr/lib/x86_64-linux-gnu`), before those that the caller has named. */
async function libraryPath(root: string): Promise<string> {
  const places = await Promise.all(
    ['lib', 'usr/lib'].map(async (place) => libraryFolders(join(root, place))),
  );
  return [...places.flat(), process.env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean).join(delimiter);
}

async function libraryFolders(place: string): Promise<readonly string[]> {
  const entries = await readdir(place).catch(() => []);
  return [place, ...entries.filter((name) => name.includes('-linux-')).map((name) => join(place, name))];
}
