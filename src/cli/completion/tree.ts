import type { Argument, Command, Help, Option } from 'commander';

/** What may follow at one place of the command line. */
export interface Place {
  /** Such as `stormfold failed list`. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly Flag[];
  /** Undefined: no argument follows. */
  readonly argument: Value | undefined;
}

export interface Word {
  readonly text: string;
  readonly description: string;
}

export interface Flag extends Word {
  /** Undefined: it takes none. */
  readonly value: Value | undefined;
}

/** One of a few words, the name of a file, or any text. */
export type Value = readonly string[] | 'file' | 'text';

/** Every command with what may follow it, as its help shows it; the root first. */
export function placesOf(command: Command, above: readonly string[] = []): readonly Place[] {
  const path = [...above, command.name()];
  const help = command.createHelp();
  const here: Place = {
    path: path.join(' '),
    commands: help.visibleCommands(command).map((each) => {
      return { text: each.name(), description: each.description() };
    }),
    options: flagsOf(command, help),
    argument: argumentOf(command.registeredArguments[0]),
  };
  return [here, ...command.commands.flatMap((each) => placesOf(each, path))];
}

/** Those of the command itself, and then those that every command takes. */
function flagsOf(command: Command, help: Help): readonly Flag[] {
  const own = help.visibleOptions(command).map(flagOf);
  const shared = help.visibleGlobalOptions(command).map(flagOf);
  return [...own, ...shared.filter(({ text }) => own.every((each) => each.text !== text))];
}

function flagOf({ long, description, required, flags, argChoices }: Option): Flag {
  const value = argChoices ?? (flags.includes('<file>') ? 'file' : 'text');
  return { text: long ?? '', description, value: required ? value : undefined };
}

function argumentOf(argument: Argument | undefined): Value | undefined {
  if (!argument) return undefined;
  return argument.argChoices ?? (argument.name() === 'file' ? 'file' : 'text');
}
