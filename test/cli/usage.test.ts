import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';

import { program } from '../../src/cli/program.ts';
import { stormfold } from '../support/cli.ts';

/** Nobody listens there. */
const nowhere = { REDIS_URL: 'redis://127.0.0.1:1' };

describe('usage errors exit with 2 and one clear line', () => {
  it.each([
    [['stroms'], "error: unknown command 'stroms'\n(Did you mean storms?)\n"],
    [['storms', 'lst'], "error: unknown command 'lst'\n(Did you mean list?)\n"],
    [['storms', 'list', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)\n"],
    [['storms', 'show'], "error: missing required argument 'id'\n"],
    [
      ['storms', 'show', 'nonsense'],
      "error: command-argument value 'nonsense' is invalid for argument 'id'. " +
        "A storm's id looks like 0123456789abcdef-0123456789ab.\n",
    ],
    [
      ['storms', 'list', '--state', 'open,shut'],
      "error: option '--state <states>' argument 'open,shut' is invalid. " +
        'States are open, sealed, submitted, failed, dropped, discarded, divided.\n',
    ],
    [
      ['storms', 'list', '--interval', '5s'],
      'error: --interval without --watch\nA list that is printed once has none.\n',
    ],
    [
      ['storms', 'list', '--watch', '--interval', '50ms'],
      "error: option '--interval <duration>' argument '50ms' is invalid. It is less than 100ms.\n",
    ],
    [
      ['failed', 'list', '--kind', 'queue'],
      "error: option '--kind <kind>' argument 'queue' is invalid. Allowed choices are storm, alerts.\n",
    ],
    [
      ['completion', 'fish'],
      "error: command-argument value 'fish' is invalid for argument 'shell'. Allowed choices are bash, zsh.\n",
    ],
    [
      ['rejects', 'list', '--limit', '0'],
      "error: option '--limit <count>' argument '0' is invalid. It is not a number from 1 on.\n",
    ],
    [
      ['storms', 'show', '0123456789abcdef-0123456789ab', '--yaml', '--json'],
      "error: option '--yaml' cannot be used with option '--json'\n",
    ],
    [
      ['failed', 'retry'],
      'error: nothing says what to retry\nGive ids, or --all. See `stormfold failed retry --help`.\n',
    ],
    [
      ['failed', 'retry', 'x', '--all'],
      'error: give ids or --all, not both\nSee `stormfold failed retry --help`.\n',
    ],
    [
      ['failed', 'retry', '--all', '--since', 'yesterday'],
      "error: option '--since <age>' argument 'yesterday' is invalid. " +
        'It is not a duration, such as 30m, 2h or 1h30m.\n',
    ],
    [['failed', 'discard', 'x'], "error: required option '--reason <text>' not specified\n"],
    [
      ['failed', 'discard', 'x', '--reason', ' '],
      'error: --reason is empty\nSay why, for whoever looks for these alerts.\n',
    ],
    [['send'], "error: missing required argument 'file'\n"],
    [
      ['send', 'x.json', '--url', 'localhost:8080'],
      'error: "localhost:8080" is not a URL\nSuch as http://127.0.0.1:8080\n',
    ],
    [
      ['send', 'x.jsonl', '--speed', 'fast'],
      "error: option '--speed <factor>' argument 'fast' is invalid. It is neither a number above 0 nor max.\n",
    ],
    [
      ['serve', '--role', 'sweep'],
      "error: option '--role <role>' argument 'sweep' is invalid. Allowed choices are all, intake, worker.\n",
    ],
  ])('%j', async (args, stderr) => {
    const ran = await stormfold(args, nowhere);
    expect(ran).toEqual({ code: 2, stdout: '', stderr });
  });

  it('shows the commands to whoever names none', async () => {
    const { code, stdout, stderr } = await stormfold([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: stormfold \[options\] \[command\]/);
  });
});

it('says in one line and one piece of advice that Redis is away, and exits with 1', async () => {
  expect(await stormfold(['storms', 'list'], nowhere)).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: Redis did not answer within 3000 ms: connect ECONNREFUSED 127.0.0.1:1\n' +
      'Looked at redis://127.0.0.1:1: start Redis there, or set REDIS_URL to where it is.\n',
  });
});

it('shows the stack of an error only to whoever debugs', async () => {
  const plain = await stormfold(['send', '/nowhere.json', '--url', 'http://127.0.0.1:1']);
  const debug = await stormfold(['send', '/nowhere.json', '--url', 'http://127.0.0.1:1'], {
    LOG_LEVEL: 'debug',
  });
  expect(plain.code).toBe(1);
  expect(plain.stderr).not.toContain('    at ');
  expect(debug.stderr).toContain('    at ');
});

describe('help', () => {
  it.each(commandsOf(program()).map((command) => [pathOf(command), command] as const))(
    'of `%s` has an example',
    (path, command) => {
      expect(helpOf(command)).toMatch(new RegExp(`Examples?:\\n(  .*\\n)*  \\$ .*${path}`));
    },
  );

  it('of a command is printed, and done', async () => {
    const { code, stdout, stderr } = await stormfold(['failed', 'retry', '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('--config <file>');
    expect(stdout).not.toContain('\u001b');
  });
});

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}
