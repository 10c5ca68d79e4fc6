#!/bin/sh
# What an npm script needs before its `node`: `sh scripts/setup.sh && node …`. Silent when all is there.
#
# It is sh, because a shell looks `node` up once and remembers where it was: after `node install && node main`, the
# second would still be the machine's own Node, and not the one that the first had just installed.
# Everything is said on stderr: the standard output belongs to the command that follows.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
wanted=24

say() { printf '%s\n' "$*" >&2; }

# npm writes node_modules/.package-lock.json when an install is complete; a pull that changes the lock makes that older.
installed() {
  [ -f node_modules/.package-lock.json ] &&
    [ -z "$(find package-lock.json -newer node_modules/.package-lock.json)" ]
}

npm_has() { [ "$(npm config get "$1" 2>/dev/null)" = true ]; }

# --include=dev: Node itself is a devDependency, and NODE_ENV=production would leave it out. --loglevel: the warnings
# are about the Node that runs this install and is used for nothing else; `npm run -s` would silence errors too.
install() {
  say "Setting up: npm install, into $root/node_modules (Node $wanted and the packages of package-lock.json)."
  if ! npm install --include=dev --loglevel=error >&2; then
    say 'npm install failed; its own words are above.'
    if npm_has engine-strict; then
      say "npm's engine-strict is on, and this Node is $(node --version): install Node $wanted or newer, or run once:"
      say '    npm install --engine-strict=false'
    fi
    exit 1
  fi
  touch node_modules/.package-lock.json
}

# The major version of the `node` that npm scripts find: the project's, or else the machine's.
node_major() (
  PATH="$root/node_modules/.bin:$PATH"
  version=$(node --version 2>/dev/null) || version=v0
  version=${version#v}
  echo "${version%%.*}"
)

check_node() {
  [ "$(node_major)" -ge "$wanted" ] && return
  say "Stormfold needs Node $wanted or newer, and its npm scripts would find an older one or none that runs."
  if npm_has ignore-scripts; then
    say "npm's ignore-scripts is on, so the package \"node\" could not bring its program. Let that one do it:"
    say '    npm rebuild node --ignore-scripts=false'
  else
    say 'Take the install anew:   rm -rf node_modules && npm install --include=dev'
  fi
  say "Or install Node $wanted yourself: https://nodejs.org"
  exit 1
}

command -v npm >/dev/null || {
  say "npm is not on the PATH. Install Node $wanted or newer, which brings it: https://nodejs.org"
  exit 1
}
installed || install
check_node
