import type { Redis } from 'ioredis';

import { realAlert, realPattern } from './real-alerts.ts';
import { timed } from './road.ts';

/** Appends an alert to the pattern's document unless it is there: KEYS 1 document; ARGV 1 fingerprint, 2 alert, 3 ms. */
const readModifyWrite = `
local text = redis.call('GET', KEYS[1])
local document = text and cjson.decode(text) or { alerts = {} }
for _, alert in ipairs(document.alerts) do
  if alert.fingerprint == ARGV[1] then return #document.alerts end
end
document.alerts[#document.alerts + 1] = cjson.decode(ARGV[2])
redis.call('SET', KEYS[1], cjson.encode(document), 'PX', ARGV[3])
return #document.alerts`;

const day = 24 * 3600 * 1000;
const calls = 20;

/**
 * Folding without Stormfold's way of storing: one JSON document a pattern, which is read, searched, appended to and
 * written back for every alert, one call each.
 */
export class DocumentRoad {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #size: number;

  constructor(redis: Redis, size: number) {
    [this.#redis, this.#size, this.#key] = [redis, size, `{bench}:document:${size}`];
  }

  /** Microseconds of Redis' time a new alert. */
  async cost(): Promise<number> {
    await this.#grow();
    return timed(this.#redis, calls, async () => {
      for (let i = 0; i < calls; i++) {
        const alert = realAlert(realPattern(0), this.#size + i);
        await this.#redis.eval(readModifyWrite, 1, this.#key, alert.fingerprint, JSON.stringify(alert), day);
      }
    });
  }

  /** As that many calls of the script would leave it, written at once: those calls would take a minute. */
  async #grow(): Promise<void> {
    const pattern = realPattern(0);
    const alerts = Array.from({ length: this.#size }, (_, n) => realAlert(pattern, n));
    await this.#redis.set(this.#key, JSON.stringify({ alerts }), 'PX', day);
  }
}
