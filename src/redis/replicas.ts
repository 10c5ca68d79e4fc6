import type { Config } from '../config.ts';
import { Batches } from './batches.ts';
import type { RedisClient } from './client.ts';
import type { PartitionKeys } from './keys.ts';

/** A mark that nobody asks for any more, because its process died, goes by itself. */
const markLivesMs = 60_000;

/** A key that is written together with what replicas are to have, so that it is known which Redis took both. */
export interface Mark {
  readonly partition: number;
  readonly key: string;
  /** The command that leaves the mark, for the transaction. */
  readonly command: readonly [name: string, args: readonly (string | number)[]];
}

/**
 * Waits until replicas have what was written. WAIT speaks for one server alone, and after a failover its answer would be
 * about another one than took the write: so each mark is taken away on the same connection, just before. The mark is gone
 * with the write, and its removal comes after it in what replicas are sent.
 *
 * WAIT holds its connection up, and everything behind it: hence one of its own, on which all that came meanwhile shares
 * the next WAIT.
 */
export class Replicas {
  readonly #redis: RedisClient;
  readonly #wanted: Pick<Config['redis'], 'waitReplicas' | 'waitTimeoutMs'>;
  readonly #batches = new Batches<Mark>((marks) => this.#ask(marks));
  readonly #perPartition: boolean;

  constructor(redis: RedisClient, wanted: Pick<Config['redis'], 'mode' | 'waitReplicas' | 'waitTimeoutMs'>) {
    this.#redis = redis;
    this.#wanted = wanted;
    this.#perPartition = wanted.mode === 'cluster';
  }

  mark(partition: number, keys: PartitionKeys, name: string): Mark {
    const key = keys.mark(name);
    return { partition, key, command: ['SET', [key, 1, 'PX', markLivesMs]] };
  }

  /** Whether enough replicas have all that was written with these marks. Rejects when Redis is away. */
  async have(marks: readonly Mark[]): Promise<boolean> {
    const lane = ({ partition }: Mark) => (this.#perPartition ? partition : 0);
    const lanes = Map.groupBy(marks, lane);
    const answers = await Promise.all([...lanes].map(([key, own]) => this.#batches.ask(key, own)));
    return answers.every(Boolean);
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #ask(marks: readonly Mark[]): Promise<boolean> {
    try {
      return await this.#tell(marks);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('MOVED'))) throw error;
      await this.#follow(marks);
      return this.#tell(marks);
    }
  }

  async #tell(marks: readonly Mark[]): Promise<boolean> {
    const { waitReplicas, waitTimeoutMs } = this.#wanted;
    // Together in one piece, and to one server: on a cluster to the one that has the first command's key.
    const replies = await this.#redis
      .pipeline()
      .unlink(...marks.map(({ key }) => key))
      .wait(waitReplicas, waitTimeoutMs)
      .exec();
    const [removed, acknowledged] = (replies ?? []).map(([error, reply]) => {
      if (error) throw error;
      return Number(reply);
    });
    return removed === marks.length && (acknowledged ?? 0) >= waitReplicas;
  }

  /**
   * Learns where a partition is now, by a command alone: of several that end differently, as WAIT ends anywhere, the
   * client follows none, and would ask the old master for ever.
   */
  async #follow(marks: readonly Mark[]): Promise<void> {
    await Promise.all(marks.slice(0, 1).map(({ key }) => this.#redis.exists(key)));
  }
}
