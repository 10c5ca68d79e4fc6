import type { Scrape } from './scrape.ts';

/** A quantity that is sampled. */
export interface Figure {
  readonly name: string;
  readonly unit: 'MiB' | 'ms' | '';
  /** Growth of less than this is no growth, however many per cent it is: a connection more, a page of memory. */
  readonly slack: number;
  /** False where it follows the moment, and says nothing of growth. */
  readonly judged: boolean;
}

const mib = 2 ** 20;

interface OfProcess extends Omit<Figure, 'name'> {
  readonly of: string;
  readonly sample: string;
  /** What one of the unit is, in what the process tells. */
  readonly one: number;
}

/** What every process tells of itself. Some are told on Linux only. */
const ofProcess: readonly OfProcess[] = [
  { of: 'resident', sample: 'process_resident_memory_bytes', unit: 'MiB', one: mib, slack: 8, judged: true },
  {
    of: 'heap with garbage',
    sample: 'nodejs_heap_size_used_bytes',
    unit: 'MiB',
    one: mib,
    slack: 0,
    judged: false,
  },
  { of: 'handles', sample: 'nodejs_active_handles_total', unit: '', one: 1, slack: 4, judged: true },
  { of: 'open files', sample: 'process_open_fds', unit: '', one: 1, slack: 4, judged: true },
  {
    of: 'event loop p99',
    sample: 'nodejs_eventloop_lag_p99_seconds',
    unit: 'ms',
    one: 0.001,
    slack: 10,
    judged: true,
  },
];

const liveHeapFigure = { unit: 'MiB', slack: 1, judged: true } as const;

export function processFigures(role: string): Figure[] {
  return [
    { name: `${role} live heap`, ...liveHeapFigure },
    ...ofProcess.map(({ of, unit, slack, judged }) => ({ name: `${role} ${of}`, unit, slack, judged })),
  ];
}

export const redisFigures: readonly Figure[] = [
  { name: 'Redis memory', unit: 'MiB', slack: 0.5, judged: true },
  { name: 'Redis data', unit: 'MiB', slack: 0.5, judged: true },
  { name: 'Redis keys', unit: '', slack: 50, judged: true },
  { name: 'Redis clients', unit: '', slack: 2, judged: true },
];

export function processValues(role: string, samples: Scrape): [name: string, value: number][] {
  return ofProcess.flatMap(({ of, sample, one }) => {
    const value = samples.get(sample);
    return value === undefined ? [] : [[`${role} ${of}`, value / one] as [string, number]];
  });
}

/** From `INFO` and `DBSIZE`. */
export function redisValues(info: string, keys: number): [name: string, value: number][] {
  const of = (field: string) => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? Number.NaN);
  return [
    ['Redis memory', of('used_memory') / mib],
    ['Redis data', of('used_memory_dataset') / mib],
    ['Redis keys', keys],
    ['Redis clients', of('connected_clients')],
  ];
}

export function heapValue(role: string, bytes: number): [name: string, value: number] {
  return [`${role} live heap`, bytes / mib];
}
