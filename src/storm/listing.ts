import { type Storm, type StormState, stormStates } from './storm.ts';

/** What a list shows unless other states are asked for: a scope's storm is no news once the storms of its causes are there. */
export const listedStates: readonly StormState[] = stormStates.filter((state) => state !== 'divided');

/** Whether its pattern's text or its cause's name has this part, in upper or lower case. */
export function isCalled({ pattern, cause }: Pick<Storm, 'pattern' | 'cause'>, part: string): boolean {
  const wanted = part.toLowerCase();
  return [pattern.text, cause?.name ?? ''].some((text) => text.toLowerCase().includes(wanted));
}
