import { demandPrograms } from './make/programs.ts';
import { record } from './make/record.ts';
import { scripts } from './make/scripts.ts';

/** So many at once keep a machine of two cores busy and not late. */
const atOnce = 3;

/** A name that no script has. */
export class UnknownScript extends Error {
  override readonly name = 'UnknownScript';
}

/** Makes recordings anew, those named or all, by their folder's name or the part after its number. */
export async function make(
  names: readonly string[],
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  demandPrograms();
  const chosen = names.length === 0 ? scripts : names.map(scriptOf);
  const waiting = [...chosen];
  const failed: Error[] = [];
  const lane = async () => {
    for (let script = waiting.shift(); script; script = waiting.shift()) {
      const { name, seconds } = script;
      say(`Recording ${name} for ${seconds} s.`);
      // One that fails keeps what the others have been recording for minutes.
      await record(script, folder).then(say, (error: Error) =>
        failed.push(new Error(`${name}: ${error.message}`, { cause: error })),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (failed.length > 0) throw new AggregateError(failed, failed.map(({ message }) => message).join('\n'));
}

function scriptOf(wanted: string) {
  const found = scripts.find(({ name }) => name === wanted || name.replace(/^\d+-/, '') === wanted);
  if (found) return found;
  throw new UnknownScript(
    `There is no incident ${wanted}; there are ${scripts.map(({ name }) => name).join(', ')}.`,
  );
}
