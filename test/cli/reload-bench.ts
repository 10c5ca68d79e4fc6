import { Reloader } from '../../src/cli/reload.ts';
import type { ReadAgain } from '../../src/config/reloadable.ts';
import { Metrics } from '../../src/metrics.ts';
import type { RuleBook } from '../../src/rules/rule.ts';
import { recordingLog } from '../http/support.ts';
import { ruleBookOf, ruleSettingsOf } from '../support/rule-book.ts';

export type Told = ReadAgain;

/** A book of rules of these names, and the default one. */
export function bookNamed(...names: readonly string[]): RuleBook {
  return ruleBookOf({}, ...names.map((name) => ({ name, match: [], settings: ruleSettingsOf() })));
}

/** A reloader whose file, Redis and clock are a test's own. */
export class ReloadBench {
  now = 1000;
  read: () => ReadAgain = () => ({ ruleBook: bookNamed(), needRestart: [] });
  /** The next look finds the file changed. */
  changed = false;
  /** Why rules can't be put in force. */
  hindrance: string | undefined;
  reads = 0;
  /** Names of the rules, each time that some were put in force. */
  readonly applied: string[][] = [];
  mostAtOnce = 0;
  readonly metricsOf = new Metrics();
  readonly log;
  readonly lines: Record<string, unknown>[];
  readonly reloader: Reloader;
  #atOnce = 0;
  #gate: Promise<void> = Promise.resolve();

  constructor() {
    ({ log: this.log, lines: this.lines } = recordingLog());
    const source = {
      readAgain: () => this.#read(),
      watch: { changed: () => this.changed && !(this.changed = false) },
    };
    this.reloader = new Reloader({
      ...{ source, log: this.log, metrics: this.metricsOf },
      ...{ apply: (book) => this.#apply(book), now: () => this.now },
    });
  }

  /** Whatever is put in force waits for the answer to be called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  async metrics() {
    const { configReloadSuccessful, configReloadedAt, configReloads } = this.metricsOf;
    const [successful, at] = await Promise.all([configReloadSuccessful.get(), configReloadedAt.get()]);
    const { values } = await configReloads.get();
    const outcomes = values.map(({ labels, value }) => [String(labels['outcome']), value] as const);
    return {
      ...{ successful: successful.values[0]?.value, at: at.values[0]?.value },
      ...Object.fromEntries(outcomes),
    };
  }

  #read(): ReadAgain {
    this.reads += 1;
    return this.read();
  }

  async #apply({ rules }: RuleBook): Promise<void> {
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    await this.#gate;
    this.#atOnce -= 1;
    if (this.hindrance !== undefined) throw new Error(this.hindrance);
    this.applied.push(rules.map(({ name }) => name));
  }
}
