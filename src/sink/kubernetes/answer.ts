import { SinkError } from '../sink.ts';
import { notAnApiServer } from './advice.ts';

// A proxy in between answers 200 with a page of its own, and client-node hands it over as if it were the resource: a
// storm would be settled that no API server has seen.
/** The answer, if it is the resource of that name. Throws a SinkError. */
export function checkAnswer(answer: unknown, name: string): unknown {
  if (nameIn(answer) === name) return answer;
  throw new SinkError(`the server answered with something that is not the resource ${name}`, {
    verdict: 'wait',
    reason: 'unexpected',
    advice: notAnApiServer,
  });
}

function nameIn(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('metadata' in answer)) return undefined;
  const { metadata } = answer;
  return typeof metadata === 'object' && metadata !== null && 'name' in metadata ? metadata.name : undefined;
}
