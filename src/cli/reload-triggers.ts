import type { Reloader } from './reload.ts';

/** A changed file is read after two looks: within about two seconds. */
const lookEveryMs = 1000;

/**
 * What makes a service read its configuration again: SIGHUP, and time. From its making on a SIGHUP ends the process no
 * more; one that comes before there is anything to reload is remembered.
 */
export class ReloadTriggers {
  #reloader: Reloader | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asked = false;

  constructor() {
    process.on('SIGHUP', this.#onSignal);
  }

  start(reloader: Reloader): void {
    this.#reloader = reloader;
    this.#timer = setInterval(() => void reloader.look(), lookEveryMs).unref();
    if (this.#asked) this.#onSignal();
  }

  /** SIGHUP still ends nothing: who stops should stop in order. */
  stop(): void {
    clearInterval(this.#timer);
    this.#reloader = undefined;
  }

  readonly #onSignal = (): void => {
    this.#asked = this.#reloader === undefined;
    void this.#reloader?.reload('signal');
  };
}
