/** What Redis says of a command or a script whose keys are in several slots, and what the client says, which sends it to nobody. */
const refusals = [
  'CROSSSLOT',
  "Keys in request don't hash to the same slot",
  'keys that do not hash to the same slot',
  'should belong to the same slot',
];
const mostShown = 3;

/** The lines of a log that tell of keys in several slots, the first few; all of them as a number. */
export function crossSlotFaults(logs: string): string[] {
  const lines = logs.split('\n').filter((line) => refusals.some((words) => line.includes(words)));
  if (lines.length === 0) return [];
  return [`${lines.length} log lines tell of keys in several slots`, ...lines.slice(0, mostShown)];
}
