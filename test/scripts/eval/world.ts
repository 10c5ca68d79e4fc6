import { buildWorld } from '../../../scripts/eval/make/build.ts';
import { usual } from '../../../scripts/eval/make/conventions.ts';
import { type ClusterSpec, cronJob, deployment, nodes, stateful } from '../../../scripts/eval/make/spec.ts';
import { Stage } from '../../../scripts/eval/make/stage.ts';
import { tick } from '../../../scripts/eval/make/tick.ts';

const cluster: ClusterSpec = {
  nodes: nodes(
    4,
    (i) => `n${i}`,
    (i) => `10.0.0.${i}`,
  ),
  workloads: [
    deployment('shop/cart', { replicas: 3, routes: ['/cart'], pdb: 3, on: [2, 3, 1] }),
    deployment('shop/mail', { on: [1, 2] }),
    stateful('shop/db', { on: [2] }),
  ],
  cronJobs: [cronJob('shop/close', 2)],
};

/** A small cluster whose clock the test turns: `until(seconds)` ticks twice a second. */
export function stageOf(conventions = usual, acts?: (id: string) => boolean) {
  let now = 0;
  const stage = new Stage({ ...buildWorld(conventions, cluster), nowMs: () => now }, acts);
  const until = (seconds: number) => {
    for (; now < seconds * 1000; now += 500) tick(stage.world);
  };
  const causesOf = (object: string) => stage.world.blame.causesOf(object, undefined, now, now);
  return { stage, until, causesOf };
}
