/**
 * Adds to package-lock.json what the machine that made it could not know: an entry for every optional package that is
 * meant for other platforms. Without them `npm ci` refuses the lock on those platforms, and on this one. An entry says
 * which platforms its package is for, so that npm skips it everywhere else, and is as npm would write it, without the
 * integrity that only the package itself could give. Idempotent.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

interface Platform {
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

interface LockedPackage extends Platform {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  packages: Record<string, LockedPackage>;
}

const lockFile = new URL('../package-lock.json', import.meta.url);

/** Every optional dependency in the lock that has no entry of its own, with the range that was asked for. */
export function missingFrom(lock: Lock): { name: string; range: string; dev: boolean }[] {
  const found = new Map<string, { name: string; range: string; dev: boolean }>();
  for (const [path, { optionalDependencies = {}, dev = false }] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      const nested = `${path}/node_modules/${name}`;
      if (lock.packages[nested] || lock.packages[`node_modules/${name}`]) continue;
      const before = found.get(name);
      found.set(name, { name, range, dev: dev && (before?.dev ?? true) });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What the registry says of a package; where it does not have it, what the package's name says. */
function platformOf(name: string, range: string): Platform & { version: string } {
  const version = range.replace(/^[^\d]*/, '');
  try {
    const fields = ['os', 'cpu', 'libc', 'version'];
    const text = execFileSync('npm', ['view', `${name}@${range}`, ...fields, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const told: unknown = JSON.parse(text);
    const latest: unknown = Array.isArray(told) ? told.at(-1) : told;
    return { version, ...(latest as Platform) };
  } catch {
    return { version, ...platformByName(name) };
  }
}

/** `…-linux-x64-gnu`, `…-darwin-arm64`, `…-win32-x64-msvc`: the conventional end of such names. */
export function platformByName(name: string): Platform {
  const words = name.split(/[-/_.]/);
  const os = words.find((word) =>
    [
      'linux',
      'darwin',
      'win32',
      'android',
      'freebsd',
      'openbsd',
      'netbsd',
      'sunos',
      'aix',
      'openharmony',
    ].includes(word),
  );
  const cpu = words.find((word) =>
    ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32', 'mips64el'].includes(
      word,
    ),
  );
  const libc = { gnu: 'glibc', gnueabihf: 'glibc', glibc: 'glibc', musl: 'musl' }[words.at(-1) ?? ''];
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

function entryFor({ name, range, dev }: { name: string; range: string; dev: boolean }): LockedPackage {
  const { version, os, cpu, libc } = platformOf(name, range);
  return {
    version,
    ...(cpu && { cpu }),
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os }),
  };
}

function complete(): void {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8')) as Lock;
  const missing = missingFrom(lock);
  for (const one of missing) {
    const entry = entryFor(one);
    lock.packages[`node_modules/${one.name}`] = entry;
    process.stdout.write(
      `added ${one.name}@${entry.version} for ${entry.os?.join() ?? 'any'} ${entry.cpu?.join() ?? 'any'}\n`,
    );
  }
  const root = lock.packages[''];
  const sorted = Object.entries(lock.packages).filter(([path]) => path !== '');
  sorted.sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = { ...(root && { '': root }), ...Object.fromEntries(sorted) };
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${missing.length} entries added\n`);
}

if (import.meta.main) complete();
