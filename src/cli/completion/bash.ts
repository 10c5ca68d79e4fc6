import type { Flag, Place, Value } from './tree.ts';

/**
 * A script for bash, 3.2 and newer, that needs nothing else: what may follow stands in it, so that no process is started
 * for a key. A value that is called like a command which may stand there (`--pattern list`) is taken for that command.
 */
export function bashCompletion(name: string, places: readonly Place[]): string {
  const below = places.slice(1).map(({ path }) => quoted(path));
  return `# bash completion for ${name}
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at=${quoted(name)} i words options
  COMPREPLY=()
  # --role=worker comes in three words
  [[ $cur == = ]] && cur=
  [[ $prev == = ]] && prev=\${COMP_WORDS[COMP_CWORD-2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${below.join(' | ')})
        at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at $prev" in
${places.flatMap((place) => place.options.flatMap((flag) => valueCase(place, flag))).join('\n')}
    *)
      case $at in
${places.map(placeCase).join('\n')}
      esac
      [[ $cur == -* ]] && words=$options ;;
  esac
  # where a file may stand, bash itself completes its name
  [[ $words == FILE ]] && return
  compopt +o default 2>/dev/null
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _${name} ${name}
`;
}

function valueCase({ path }: Place, { text, value }: Flag): string[] {
  return value === undefined ? [] : [`    ${quoted(`${path} ${text}`)}) words=${quoted(wordsOf(value))} ;;`];
}

/** Where words or files are due, options are offered only to whoever has begun one. */
function placeCase({ path, commands, options, argument = [] }: Place): string {
  const due = commands.length > 0 ? commands.map(({ text }) => text).join(' ') : wordsOf(argument);
  const offered = due === '' ? '$options' : quoted(due);
  const flags = options.map(({ text }) => text).join(' ');
  return `        ${quoted(path)}) options=${quoted(flags)} words=${offered} ;;`;
}

function wordsOf(value: Value): string {
  if (value === 'file') return 'FILE';
  return value === 'text' ? '' : value.join(' ');
}

function quoted(text: string): string {
  return `'${text}'`;
}
