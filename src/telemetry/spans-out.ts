import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

import type { Log } from '../log.ts';

/** A collector may be away for days: that is said now and then, not with every batch. */
const sayAgainMs = 60_000;

/** Says what is wrong with the export of traces, once a minute at most. */
export class Complaints {
  readonly #log: Log;
  readonly #now: () => number;
  #saidAt = -Infinity;

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  say(error: string): void {
    if (this.#now() - this.#saidAt < sayAgainMs) return;
    this.#saidAt = this.#now();
    this.#log.warn({ error }, 'traces are lost');
  }

  /** OpenTelemetry's own warnings go here too: spans that were dropped, headers that can't be read. */
  hearSdk(): void {
    const say = (message: string) => this.say(message);
    const ignore = () => undefined;
    const logger = { error: say, warn: say, info: ignore, debug: ignore, verbose: ignore };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  }
}

/** An exporter whose failures are said in its own words; the SDK would add stack traces, and say them later. */
export function outspoken(exporter: SpanExporter, complaints: Complaints): SpanExporter {
  return {
    export: (spans, told) =>
      exporter.export(spans, (result) => {
        if (result.error) complaints.say(result.error.message);
        told(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
