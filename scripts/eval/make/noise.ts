import type { Stage } from './stage.ts';

/** What goes wrong in any cluster on any day, each for its own reason, beside an incident. */

export function crashes(stage: Stage, seconds: number, path: string, index = 0): void {
  const cause = stage.beside(idFor('crash', path), `a pod of ${path} crashes for its own reason`);
  stage.at(seconds, () => cause.pod(stage.pod(path, index), 'crash'));
}

export function throttled(stage: Stage, seconds: number, path: string, index = 0): void {
  const cause = stage.beside(idFor('throttled', path), `a pod of ${path} runs into its own CPU limit`);
  stage.at(seconds, () => cause.pod(stage.pod(path, index), 'throttled'));
}

export function slow(stage: Stage, seconds: number, path: string): void {
  const cause = stage.beside(idFor('slow', path), `${path} is slow for a while`);
  stage.at(seconds, () => cause.service(stage.workload(path), 'slow', { seconds: 20 }));
}

export function failing(stage: Stage, seconds: number, path: string): void {
  const cause = stage.beside(idFor('failing', path), `some requests to ${path} fail, by a client's mistake`);
  stage.at(seconds, () => cause.service(stage.workload(path), 'errors', { seconds: 20 }));
}

export function jobFails(stage: Stage, seconds: number, path: string): void {
  const cause = stage.beside(idFor('job', path), `a job of ${path} fails on its input`);
  stage.at(seconds, () => cause.break(stage.job(path), 'failed'));
}

export function atItsMost(stage: Stage, seconds: number, path: string): void {
  const cause = stage.beside(idFor('busy', path), `${path} has as much to do as it may grow for`);
  stage.at(seconds, () => cause.hpa(stage.workload(path)));
}

const ofNodes = {
  clock: 'the clock of a node is not in step',
  network: 'a network card of a node reports errors',
  load: 'a node has a lot to do',
  disk: 'the disk of a node is nearly full of old images',
  evicting: 'a node puts out a pod that nobody misses',
  cordoned: 'somebody has left a node without new pods',
} as const;

export function nodeHas(stage: Stage, seconds: number, index: number, what: keyof typeof ofNodes): void {
  const cause = stage.beside(`${what}-${index}`, ofNodes[what]);
  stage.at(seconds, () => cause.node(stage.node(index), what));
}

export function waitsIn(stage: Stage, seconds: number, queue: string): void {
  const cause = stage.beside(
    idFor('backlog', queue),
    `messages wait in ${queue}, as its consumer was turned off`,
  );
  stage.at(seconds, () => cause.break(`queue/${queue}`, 'backlog'));
}

function idFor(what: string, path: string): string {
  return `${path.replace('/', '-')}-${what}`;
}
