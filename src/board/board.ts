import { createBullBoard } from '@bull-board/api';
import { type RequestHandler, Router } from 'express';

import { type PagePolicy, pageHeaders } from '../http/page-headers.ts';
import type { Instance } from '../instance.ts';
import type { DeadLetter } from '../queue/dead-letters.ts';
import { retryDeadLetter } from '../queue/retry-dead-letter.ts';
import { BoardQueue } from './board-queue.ts';
import { caller, rememberCaller } from './caller.ts';
import { DressedAdapter } from './dressed-adapter.ts';
import { judge } from './judge.ts';

/** What the board needs of an instance. */
export type BoardInstance = Pick<Instance, 'queues' | 'log'> & {
  readonly store: Pick<Instance['store'], 'settle'>;
};

export interface BoardOptions {
  /** Run first, in this order: who may come in, and from which pages. The board has no auth of its own. */
  readonly guard: readonly RequestHandler[];
  /** Where the router is mounted, as a browser sees it. */
  readonly basePath: string;
  /** Refuses whatever changes something, and shows no buttons for it. */
  readonly readOnly?: boolean;
}

/** Bull Board over all queues, with the rights of rights.ts. To be mounted at `basePath`. */
export function boardRouter(instance: BoardInstance, options: BoardOptions): Router {
  const { guard, basePath, readOnly = false } = options;
  const retryLetter = (letter: DeadLetter) => retry(instance, letter);
  const serverAdapter = new DressedAdapter().setBasePath(basePath);
  createBullBoard({
    queues: instance.queues.all.map((queue) => new BoardQueue(queue, { retryLetter, readOnly })),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Stormfold queues',
        hideDocsLink: true,
      },
      handlerHooks: { before: judge(instance.log, readOnly) },
    },
  });
  return Router().use(...guard, ...pageHeaders(policy), rememberCaller, serverAdapter.getRouter());
}

async function retry({ queues, store, log }: BoardInstance, letter: DeadLetter): Promise<void> {
  const { queue, jobId, stormId, requestId } = letter;
  const settleSealed = (id: string) => store.settle(id, 'sealed', 'retried from the board');
  const result = await retryDeadLetter(queues, letter, settleSealed);
  const { operator } = caller();
  log.info({ operator, queue, jobId, stormId, requestId, ...result }, 'dead letter retry');
}

/** The board itself writes styles into its elements. */
const policy: PagePolicy = {
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  baseUri: ["'self'"],
};
