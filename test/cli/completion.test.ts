import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cases, completionScript } from './completion-cases.ts';

let script: Awaited<ReturnType<typeof completionScript>>;
beforeAll(async () => {
  script = await completionScript('bash');
});
afterAll(() => script[Symbol.asyncDispose]());

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
    expect(inBash(['stormfold', '$(touch', `${script.folder}/touched)`, '`id`', ''])).not.toContain('x');
    expect(bash('[[ -e "$1" ]] && echo yes || echo no', join(script.folder, 'touched'))).toBe('no\n');
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
  return execFileSync('bash', ['--norc', '-c', command, script.file, ...args], { encoding: 'utf8' });
}
