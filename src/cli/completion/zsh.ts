import type { Flag, Place, Value, Word } from './tree.ts';

/** The same for zsh, with what each word means: to be sourced after compinit, or kept as `_stormfold` in `$fpath`. */
export function zshCompletion(name: string, places: readonly Place[]): string {
  const below = places.slice(1).map(({ path }) => quoted(path));
  return `#compdef ${name}
_${name}() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} at=${quoted(name)} i
  local -a commands options
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      (${below.join('|')})
        at="$at \${words[i]}" ;;
    esac
  done
  # --role=worker: what stands before the sign stays
  if [[ $cur == --*=* ]]; then
    prev=\${cur%%=*}
    compset -P '*='
    cur=
  fi
  case "$at $prev" in
${places.flatMap((place) => place.options.flatMap((flag) => valueCase(place, flag))).join('\n')}
  esac
  case $at in
${places.map((place) => placeCase(place)).join('\n')}
  esac
  if [[ $cur == -* ]] || (( ! $#commands )); then
    # not under the tag \`options\`, which zsh shows only to whoever has begun one
    _describe -t arguments option options
  elif [[ $commands == FILE ]]; then
    _files
  else
    _describe -t commands command commands
  fi
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function valueCase({ path }: Place, { text, value }: Flag): string[] {
  return value === undefined ? [] : [`    (${quoted(`${path} ${text}`)}) ${answerOf(value)}; return ;;`];
}

function answerOf(value: Value): string {
  if (value === 'file') return '_files';
  return value === 'text' ? `_message 'a value'` : `compadd -- ${value.map(quoted).join(' ')}`;
}

function placeCase({ path, commands, options, argument = [] }: Place): string {
  const ofArgument = argument === 'file' ? ['FILE'] : argument === 'text' ? [] : argument.map(quoted);
  const due = commands.length > 0 ? commands.map(described) : ofArgument;
  const flags = options.map(described).join(' ');
  return `    (${quoted(path)}) commands=(${due.join(' ')}) options=(${flags}) ;;`;
}

/** As `_describe` takes it: the word, a colon, and the rest is its description. */
function described({ text, description }: Word): string {
  return quoted(`${text}:${description}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
