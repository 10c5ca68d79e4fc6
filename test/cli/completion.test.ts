import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { stormfold } from '../support/cli.ts';
import { programOnPath } from '../support/program.ts';

let folder: string;
const scriptOf = (shell: string) => join(folder, `stormfold.${shell}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  for (const shell of ['bash', 'zsh']) {
    const { code, stdout, stderr } = await stormfold(['completion', shell]);
    expect([code, stderr]).toEqual([0, '']);
    await writeFile(scriptOf(shell), stdout);
  }
});
afterAll(() => rm(folder, { recursive: true }));

type Case = readonly [line: string, answers: readonly string[]];

const cases: readonly Case[] = [
  ['stormfold fail', ['failed']],
  ['stormfold s', ['serve', 'send', 'simulate', 'storms']],
  ['stormfold failed ', ['list', 'retry', 'discard', 'help']],
  ['stormfold failed d', ['discard']],
  ['stormfold serve --role ', ['all', 'intake', 'worker']],
  ['stormfold serve --role w', ['worker']],
  ['stormfold failed retry --kind ', ['storm', 'alerts']],
  ['stormfold --config x.yaml failed list --re', ['--reason']],
  ['stormfold storms list --state s', ['sealed', 'submitted']],
  ['stormfold storms list --w', ['--watch']],
  ['stormfold health ', ['--json', '--no-json', '--help', '--config', '--version']],
  ['stormfold completion ', ['bash', 'zsh']],
  ['stormfold storms seal ', ['--force', '--json', '--no-json', '--help', '--config', '--version']],
  ['stormfold failed list --pattern ', []],
  [
    'stormfold nonsense --x',
    ['--config', '--version', '--help'].filter((option) => option.startsWith('--x')),
  ],
];

describe('in bash', () => {
  it.each(cases)('%s<TAB>', (line, answers) => {
    expect(inBash(line.split(' ')).sort()).toEqual([...answers].sort());
  });

  it('--role=w<TAB>, which comes in three words', () => {
    expect(inBash(['stormfold', 'serve', '--role', '=', 'w'])).toEqual(['worker']);
    expect(inBash(['stormfold', 'serve', '--role', '='])).toEqual(['all', 'intake', 'worker']);
  });

  it('leaves names of files to bash', () => {
    expect([inBash(['stormfold', 'send', '']), inBash(['stormfold', '--config', ''])]).toEqual([[], []]);
    expect(bash('source "$0"; complete -p stormfold')).toBe('complete -o default -F _stormfold stormfold\n');
  });

  it('runs nothing of what is typed', () => {
    expect(inBash(['stormfold', '$(touch', `${folder}/touched)`, '`id`', ''])).not.toContain('x');
    expect(bash('[[ -e "$1" ]] && echo yes || echo no', join(folder, 'touched'))).toBe('no\n');
  });
});

/** What bash would be given for these words, the last of them being completed. */
function inBash(words: readonly string[]): string[] {
  const ask =
    'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _stormfold; ' +
    'if (( ${#COMPREPLY[@]} )); then printf "%s\\n" "${COMPREPLY[@]}"; fi';
  return bash(ask, ...words)
    .split('\n')
    .filter(Boolean);
}

function bash(command: string, ...args: readonly string[]): string {
  return execFileSync('bash', ['--norc', '-c', command, scriptOf('bash'), ...args], { encoding: 'utf8' });
}

const zsh = programOnPath('zsh');

describe.skipIf(zsh === undefined)('in zsh', () => {
  it.each(cases)('%s<TAB>', (line, answers) => {
    expect(inZsh(line).sort()).toEqual([...answers].sort());
  });

  it('--role=w<TAB>', () => {
    expect(inZsh('stormfold serve --role=w')).toEqual(['worker']);
  });
});

/** What an interactive zsh lists on a terminal of its own: words in columns, or a word a line and what it means. */
function inZsh(line: string): string[] {
  const output = execFileSync(zsh ?? 'zsh', ['-f', '-c', asking, scriptOf('zsh'), line], {
    ...{ encoding: 'utf8', timeout: 30_000 },
  });
  const rows = stripVTControlCharacters(output).replaceAll('\r', '\n').split('\n');
  // without the line that was typed, of which the first letter is echoed alone
  const listed = rows.filter((row) => row !== '' && !/^(s$|stormfold|LISTED)/.test(row));
  return listed.flatMap((row) => (row.split(' -- ')[0] ?? '').trim().split(/ +/));
}

const asking = String.raw`
zmodload zsh/zpty
zpty child "zsh -f -i"
zpty -w child "PS1=; unsetopt prompt_sp; autoload -Uz compinit; compinit -D -u; source $0"
zpty -w child "list() { zle list-choices; zle -R; print L''ISTED }; zle -N list; bindkey '^I' list"
zpty -w child "print R''EADY"
zpty -r child shown "*READY*"
zpty -w -n child "$1"$'\t'
zpty -r child shown "*LISTED*"
print -r -- "$shown"
zpty -d child
`;
