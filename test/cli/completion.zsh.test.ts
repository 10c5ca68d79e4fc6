import { execFileSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cases, completionScript } from './completion-cases.ts';

let script: Awaited<ReturnType<typeof completionScript>>;
beforeAll(async () => {
  script = await completionScript('zsh');
});
afterAll(() => script[Symbol.asyncDispose]());

describe('in zsh', () => {
  it.each(cases)('%s<TAB>', (line, answers) => {
    expect(inZsh(line).sort()).toEqual([...answers].sort());
  });

  it('--role=w<TAB>', () => {
    expect(inZsh('stormfold serve --role=w')).toEqual(['worker']);
  });
});

/** What an interactive zsh lists on a terminal of its own: words in columns, or a word a line and what it means. */
function inZsh(line: string): string[] {
  const output = execFileSync('zsh', ['-f', '-c', asking, script.file, line], {
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
