import { duration, wholeNumber, written } from './kinds.ts';
import { setting } from './setting.ts';
import { hourMs } from './units.ts';

const words = ['off', 'kubernetes'];

// A word with a wrong letter must not pass for a file that is not there yet.
const source = written((text) => {
  const word = text.toLowerCase();
  if (words.includes(word)) return word;
  return /^\S(?:.*\S)?$/u.test(text) && /[./]/.test(text) ? text : undefined;
}, '`off`, `kubernetes` or the path of a file, with a slash or a dot in it');

/** Where it is known from what stands around an alert's object. */
export const topologySettings = {
  topologySource: setting('topology.source', 'STORMFOLD_TOPOLOGY', source, 'off', {
    controls:
      "where workers learn of pods' owners, nodes and claims: the API server (`kubernetes`), or a file; see docs/topology.md",
  }),
  topologyMaxObjects: setting(
    'topology.maxObjects',
    'STORMFOLD_TOPOLOGY_MAX_OBJECTS',
    wholeNumber(100, 10_000_000),
    100_000,
    {
      controls: 'objects of a cluster that one worker knows of at most, about 500 bytes each',
      raiseWhen: '`stormfold_topology_left_out_total` says that it is full',
      lowerWhen: 'workers are short of memory',
    },
  ),
  topologyGoneForMs: setting(
    'topology.goneFor',
    'STORMFOLD_TOPOLOGY_GONE_FOR',
    duration(0, 24 * hourMs),
    hourMs,
    {
      controls: 'how long what was deleted stays known; never more than a fifth of `topology.maxObjects`',
      raiseWhen: 'alerts about pods come later than that after their end',
    },
  ),
};

/** What the source stands for. */
export function topologyKindOf(text: string): 'off' | 'kubernetes' | 'file' {
  return text === 'off' || text === 'kubernetes' ? text : 'file';
}
