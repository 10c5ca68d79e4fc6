import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { FromSender, Prepared, SendOrder, Sent, ToSender } from './sender.ts';

const program = fileURLToPath(new URL('sender.ts', import.meta.url));

/** The process that sends; one for a whole run, so that it is warm from the second round on. */
export class Sender implements AsyncDisposable {
  readonly #child: ChildProcess = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

  async prepare(order: SendOrder): Promise<Prepared> {
    const answer = await this.#ask({ prepare: order });
    if (!('prepared' in answer)) throw new Error('failed' in answer ? answer.failed : 'unexpected answer');
    return answer.prepared;
  }

  /** Sends what was prepared. Rejects when one body was not taken. */
  async go(): Promise<Sent> {
    const answer = await this.#ask({ go: true });
    if (!('sent' in answer)) throw new Error('failed' in answer ? answer.failed : 'unexpected answer');
    return answer.sent;
  }

  async #ask(message: ToSender): Promise<FromSender> {
    this.#child.send(message);
    const heard = new AbortController();
    const { signal } = heard;
    const ended = once(this.#child, 'exit', { signal }).then(() => ({ failed: 'the sender ended' }));
    const answered = once(this.#child, 'message', { signal }).then(([answer]) => answer as FromSender);
    // Whichever comes second is not waited for, and its listener goes.
    ended.catch(() => undefined);
    answered.catch(() => undefined);
    return Promise.race([answered, ended]).finally(() => heard.abort());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}
