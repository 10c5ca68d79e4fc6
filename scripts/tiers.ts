import { execFileSync } from 'node:child_process';

/** A set of tests that needs the same things. */
export interface Tier {
  readonly name: string;
  /** Folders under test/, for the tiers that need nothing special. */
  readonly folders?: readonly string[];
  /** Files named `*.<suffix>.test.ts`, wherever they live. */
  readonly suffix?: string;
  /** Run by `npm test`; the others by `npm run test:all`. */
  readonly quick?: boolean;
  /** Its files run one after the other. */
  readonly apart?: boolean;
  /** So many of its files at once, even on a small machine: they wait more than they compute. */
  readonly atOnce?: number;
  /** What it needs; undefined when that is there, else the command that brings it. */
  readonly missing?: () => string | undefined;
}

const env = process.env;

/** The tests' Redis is thrown away: storms need not wait until it has written them to its disk. */
export const testRedisArgs = ['--appendfsync', 'no'];

export const tiers: readonly Tier[] = [
  {
    name: 'unit',
    folders: [
      'alert',
      'storm',
      'rules',
      'correlation',
      'config',
      'house',
      'sink',
      'deploy',
      'scripts',
      'topology',
    ],
    quick: true,
  },
  {
    name: 'redis',
    folders: [
      'lua',
      'redis',
      'queue',
      'workers',
      'http',
      'intake',
      'api',
      'report',
      'board',
      'console',
      'telemetry',
    ],
    quick: true,
  },
  { name: 'cli', folders: ['cli'], quick: true, atOnce: 2 },
  { name: 'acceptance', folders: ['acceptance'], quick: true, apart: true },
  // Thousands of seeded histories through the scripts and through a model of them.
  { name: 'histories', folders: ['model'] },
  // Whole processes that are killed, starved and lied to: minutes, not seconds.
  { name: 'faults', folders: ['faults'], apart: true },
  // Three masters of a real Redis Cluster, one of which is lost, and a fourth that takes over some of their work.
  {
    name: 'cluster',
    folders: ['cluster'],
    apart: true,
    missing: () => unlessFound(['redis-server'], 'apt-get install redis-server'),
  },
  {
    // One Redis with replicas, sentinels, and whole processes on it; and Redis behind TLS and ACLs.
    name: 'sentinel',
    suffix: 'sentinel',
    apart: true,
    missing: () => unlessFound(['redis-server'], 'apt-get install redis-server'),
  },
  {
    name: 'alertmanager',
    suffix: 'alertmanager',
    missing: () =>
      unlessFound(['prometheus-alertmanager', 'alertmanager'], 'apt-get install prometheus-alertmanager') ??
      unlessFound(['prometheus'], 'apt-get install prometheus'),
  },
  {
    name: 'promtool',
    suffix: 'promtool',
    missing: () => unlessFound(['promtool'], 'apt-get install prometheus'),
  },
  {
    name: 'browser',
    suffix: 'browser',
    apart: true,
    missing: () => unlessFound(['chromium'], 'apt-get install chromium'),
  },
  { name: 'zsh', suffix: 'zsh', missing: () => unlessFound(['zsh'], 'apt-get install zsh') },
  {
    name: 'replay',
    suffix: 'replay',
    missing: () =>
      env['STORMFOLD_FIXTURES'] ? undefined : 'export STORMFOLD_FIXTURES=<folder of recorded bodies>',
  },
  {
    name: 'kubernetes',
    suffix: 'kubernetes',
    apart: true,
    missing: () =>
      env['KUBEBUILDER_ASSETS'] || env['KUBECONFIG']
        ? undefined
        : 'export KUBEBUILDER_ASSETS=$(setup-envtest use -p path), or KUBECONFIG=<a cluster at hand>',
  },
  {
    // Installs from the registry.
    name: 'package',
    suffix: 'package',
    apart: true,
    missing: () => unlessFound(['npm'], 'install Node, which brings npm: https://nodejs.org'),
  },
  {
    name: 'apt',
    suffix: 'apt',
    missing: () => unlessFound(['apt-get'], 'run it on Debian or Ubuntu'),
  },
  {
    name: 'docker',
    suffix: 'docker',
    apart: true,
    missing: () =>
      runs('docker', 'info') ? undefined : 'start a Docker engine that `docker info` can reach',
  },
];

function unlessFound(programs: readonly string[], advice: string): string | undefined {
  return programs.some((program) => runs('sh', '-c', `command -v ${program}`)) ? undefined : advice;
}

function runs(command: string, ...args: string[]): boolean {
  try {
    // an engine that hangs is as good as none
    execFileSync(command, args, { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
