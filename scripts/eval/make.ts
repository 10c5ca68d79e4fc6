import { join } from 'node:path';

import { differences, partsOf } from './make/alone.ts';
import { demandPrograms } from './make/programs.ts';
import { record } from './make/record.ts';
import { scripts } from './make/scripts.ts';
import type { Script } from './make/spec.ts';
import { readIncident } from './read.ts';

/** So many at once keep a machine of two cores busy and not late. */
const atOnce = 3;

type Say = (line: string) => void;

interface Task {
  readonly name: string;
  run(): Promise<string>;
}

/** A name that no script has. */
export class UnknownScript extends Error {
  override readonly name = 'UnknownScript';
}

/** Makes recordings anew, those named or all, by their folder's name or the part after its number. */
export async function make(names: readonly string[], folder: string, say: Say): Promise<void> {
  const tasks = chosen(names).map((script) => ({ name: script.name, run: () => record(script, folder) }));
  await inLanes(tasks, say);
}

/** Plays each cause of the recorded incidents by itself, and tells what differs. Throws when something does. */
export async function verify(names: readonly string[], folder: string, say: Say): Promise<void> {
  await inLanes(
    chosen(names).flatMap((script) => verifications(script, folder)),
    say,
  );
}

function verifications(script: Script, folder: string): Task[] {
  return partsOf(script).map((part) => ({
    name: `${script.name}, ${part.name}`,
    run: async () => {
      const found = await differences(script, part, await readIncident(join(folder, script.name)));
      if (found.length > 0) throw new Error(found.join('; '));
      return `${script.name}, ${part.name}: by itself the same alerts`;
    },
  }));
}

/** One that fails keeps what the others have been doing for minutes. */
async function inLanes(tasks: readonly Task[], say: Say): Promise<void> {
  demandPrograms();
  const waiting = [...tasks];
  const failed: Error[] = [];
  const lane = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const { name } = task;
      say(`${name} …`);
      await task.run().then(say, (error: Error) => {
        const told = new Error(`${name}: ${error.message}`, { cause: error });
        failed.push(told);
        say(told.message);
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} of ${tasks.length} failed.`);
}

function chosen(names: readonly string[]): readonly Script[] {
  return names.length === 0 ? scripts : names.map(scriptOf);
}

function scriptOf(wanted: string): Script {
  const found = scripts.find(({ name }) => name === wanted || name.replace(/^\d+-/, '') === wanted);
  if (found) return found;
  throw new UnknownScript(
    `There is no incident ${wanted}; there are ${scripts.map(({ name }) => name).join(', ')}.`,
  );
}
