import type { ServerControl } from './server-control.ts';

/** What is counted in a server is gone when it ends; so it is looked at often. */
const lookEveryMs = 250;

/** Looks at the masters of a cluster all the time: how many keys each holds, and whether it refused a command across slots. */
export class ServerWatch {
  /** Of each, the most keys at once. */
  readonly mostKeys: number[];
  readonly #servers: readonly ServerControl[];
  /** One at a time: a server that is away or frozen answers when it is back. */
  readonly #looks = new Map<ServerControl, Promise<void>>();
  readonly #refused = new Map<ServerControl, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(servers: readonly ServerControl[]) {
    this.#servers = servers;
    this.mostKeys = servers.map(() => 0);
    this.#timer = setInterval(() => void this.#lookAtAll(), lookEveryMs);
  }

  /** Masters that never held a key, and commands that were refused because their keys are in several slots. */
  async faults(): Promise<string[]> {
    await this.#lookAtAll();
    return this.#servers.flatMap((server, i) => {
      const refused = this.#refused.get(server) ?? 0;
      return [
        ...(this.mostKeys[i] === 0 ? [`master ${i} never held a key`] : []),
        ...(refused > 0 ? [`master ${i} refused ${refused} commands with CROSSSLOT`] : []),
      ];
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #lookAtAll(): Promise<void> {
    await Promise.all(
      this.#servers.map((server, i) => {
        const look = this.#looks.get(server) ?? this.#lookAt(server, i);
        this.#looks.set(server, look);
        return look;
      }),
    );
  }

  async #lookAt(server: ServerControl, index: number): Promise<void> {
    try {
      const [keys, errors] = await Promise.all([server.client.dbsize(), server.client.info('errorstats')]);
      this.mostKeys[index] = Math.max(this.mostKeys[index] ?? 0, keys);
      const [, count = '0'] = /^errorstat_CROSSSLOT:count=(\d+)/m.exec(errors) ?? [];
      this.#refused.set(server, Math.max(this.#refused.get(server) ?? 0, Number(count)));
    } catch {
      // Its connection was closed: the run is over.
    } finally {
      this.#looks.delete(server);
    }
  }
}
