import { faultTextsOf } from '../../config/faults.ts';
import { FileWatch } from '../../config/watch.ts';
import { ConfigError, messageOf } from '../../errors.ts';
import type { Config } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { TopologyMetrics } from '../../metrics/topology.ts';
import { Known } from '../known.ts';
import type { LiveTopology, TopologyDeps } from '../live-topology.ts';
import { factsOf } from './facts.ts';
import { readTopologyFile } from './read.ts';

/** A changed file is read after two looks, as the configuration is. */
const lookEveryMs = 1000;

type Limits = Pick<Config['topology'], 'maxObjects' | 'goneForMs'>;

/** A topology that a file tells, read again when the file changes. One with faults changes nothing. */
export class FileTopology implements LiveTopology {
  readonly synced = true;
  readonly #file: string;
  readonly #limits: Limits;
  readonly #log: Log;
  readonly #metrics: TopologyMetrics;
  readonly #watch: FileWatch;
  readonly #timer: NodeJS.Timeout;
  readonly #kinds = new Set<string>();
  #known: Known;
  #rejected: string | undefined;

  /** Throws a ConfigError that lists what is wrong with the file. */
  constructor(file: string, limits: Limits, { log, metrics }: TopologyDeps) {
    this.#file = file;
    this.#limits = limits;
    this.#log = log;
    this.#metrics = metrics;
    this.#watch = new FileWatch(file);
    this.#known = this.#read();
    this.#timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  get topology(): Known {
    return this.#known;
  }

  get state(): object {
    const reload = this.#rejected === undefined ? {} : { rejected: this.#rejected };
    return { source: 'file', synced: this.synced, ...reload };
  }

  /** For the timer, and for tests: reads the file if it has changed. */
  look(): void {
    if (!this.#watch.changed()) return;
    try {
      this.#known = this.#read();
      this.#rejected = undefined;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.#rejected = faultTextsOf(error)[0];
      this.#log.error({ error: messageOf(error) }, 'topology file rejected, what was known stays known');
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
  }

  #read(): Known {
    this.#watch.reading();
    const facts = factsOf(readTopologyFile(this.#file));
    const known = new Known(this.#limits);
    for (const fact of facts)
      if (!known.entries.put(fact)) this.#metrics.leftOut.inc({ kind: fact.ref.kind, reason: 'full' });
    for (const { ref } of facts) this.#kinds.add(ref.kind);
    for (const kind of this.#kinds) this.#tell(kind, known.entries.count(kind));
    this.#log.info({ file: this.#file, objects: known.entries.size }, 'topology read');
    return known;
  }

  #tell(kind: string, count: number): void {
    this.#metrics.objects.set({ kind }, count);
    this.#metrics.synced.set({ kind }, 1);
    this.#metrics.lastSync.set({ kind }, Date.now() / 1000);
  }
}
