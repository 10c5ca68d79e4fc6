import { faultTextsOf } from '../config/faults.ts';
import type { ReloadableConfig } from '../config/reloadable.ts';
import { ConfigError, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { RuleBook } from '../rules/rule.ts';

/** Who asked: a SIGHUP, a file that has changed, or the reloader itself, when Redis was away the last time. */
export type ReloadTrigger = 'signal' | 'file' | 'again';

/** What `/readyz` tells of it; `at` is when it was decided. */
export type ReloadState =
  | { readonly reload: 'none' | 'accepted'; readonly at: string }
  | {
      readonly reload: 'rejected';
      readonly at: string;
      readonly faults: number;
      readonly firstFault: string;
    };

export interface ReloadSources {
  readonly source: {
    readonly readAgain: ReloadableConfig['readAgain'];
    readonly watch: Pick<NonNullable<ReloadableConfig['watch']>, 'changed'> | undefined;
  };
  /** Puts rules in force. When it rejects, nothing has changed, and it is tried again. */
  readonly apply: (book: RuleBook) => Promise<void>;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'configReloadSuccessful' | 'configReloadedAt' | 'configReloads'>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Reads the configuration again and puts its rules in force, all of them or none. Two reloads never overlap. */
export class Reloader {
  readonly #sources: ReloadSources;
  #state: ReloadState;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  /** Why the rules could not be put in force the last time; undefined: nothing is to be tried again. */
  #hindered: string | undefined;

  constructor(sources: ReloadSources) {
    const { configReloads, configReloadSuccessful } = sources.metrics;
    this.#sources = sources;
    this.#state = { reload: 'none', at: this.#putInForce() };
    configReloadSuccessful.set(1);
    // Zeros from the start: of a first rejection, `increase` would see nothing otherwise.
    for (const outcome of ['accepted', 'rejected']) configReloads.inc({ outcome }, 0);
  }

  get state(): ReloadState {
    return this.#state;
  }

  /** Resolves once it is decided; never rejects. Whoever asks before the next one has begun is served by that. */
  async reload(trigger: ReloadTrigger): Promise<void> {
    if (!this.#running) return this.#begin(trigger);
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#begin(trigger);
    });
    return this.#next;
  }

  /** For a timer: reads a file that has changed, and tries again what Redis was away for. */
  async look(): Promise<void> {
    if (this.#sources.source.watch?.changed()) return this.reload('file');
    if (this.#hindered !== undefined && !this.#running) return this.reload('again');
  }

  async #begin(trigger: ReloadTrigger): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running = promise;
    await this.#once(trigger);
    this.#running = undefined;
    resolve();
  }

  async #once(trigger: ReloadTrigger): Promise<void> {
    const { source, apply } = this.#sources;
    try {
      if (!source.watch) this.#sources.log.info('there is no configuration file, so nothing new to read');
      const { ruleBook, needRestart } = source.readAgain();
      await apply(ruleBook);
      this.#accept(trigger, ruleBook, needRestart);
    } catch (error) {
      if (error instanceof ConfigError) this.#reject(trigger, faultTextsOf(error));
      else this.#hinder(trigger, messageOf(error));
    }
  }

  #accept(trigger: ReloadTrigger, { rules }: RuleBook, needRestart: readonly string[]): void {
    const { log, metrics } = this.#sources;
    this.#hindered = undefined;
    this.#state = { reload: 'accepted', at: this.#putInForce() };
    metrics.configReloadSuccessful.set(1);
    metrics.configReloads.inc({ outcome: 'accepted' });
    log.info({ trigger, rules: rules.map(({ name }) => name) }, 'configuration reloaded');
    if (needRestart.length > 0) log.warn({ settings: needRestart }, 'changed settings need a restart');
  }

  #reject(trigger: ReloadTrigger, faults: readonly string[]): void {
    const { log, metrics } = this.#sources;
    const firstFault = faults[0] ?? '';
    this.#hindered = undefined;
    this.#state = { reload: 'rejected', at: this.#stamp(), faults: faults.length, firstFault };
    metrics.configReloadSuccessful.set(0);
    metrics.configReloads.inc({ outcome: 'rejected' });
    log.error({ trigger, faults }, 'configuration rejected, the rules stay as they were');
  }

  /** A Redis that is away for an hour is told of once, and counts once. */
  #hinder(trigger: ReloadTrigger, reason: string): void {
    if (trigger !== 'again' || reason !== this.#hindered)
      this.#reject(trigger, [`the rules can't be put in force, which is tried again: ${reason}`]);
    this.#hindered = reason;
  }

  #putInForce(): string {
    this.#sources.metrics.configReloadedAt.set(this.#nowMs() / 1000);
    return this.#stamp();
  }

  #stamp(): string {
    return new Date(this.#nowMs()).toISOString();
  }

  #nowMs(): number {
    return (this.#sources.now ?? Date.now)();
  }
}
