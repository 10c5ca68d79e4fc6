import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every source file, and what it imports of the project's own, both from the root. */
const imports = new Map(sources('src', 'workers').map((file) => [file, importsOf(file)]));

function sources(...folders: string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((f) => join(folder, f)),
    )
    .filter((file) => file.endsWith('.ts'));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => path);
  return found.map((path) => normalize(join(dirname(file), path)));
}

const ground = ['clock', 'errors', 'lifecycle', 'log', 'metrics', 'nearest', 'tracing'].map(
  (name) => `src/${name}.ts`,
);
const roots = ['src/cli/bin.ts', 'src/cli/main.ts', 'src/cli/serve.ts', 'workers/main.ts'];
const adapters = ['redis', 'queue', 'sink', 'topology', 'http', 'telemetry'];
const useCases = ['intake', 'api', 'board', 'console', 'cli'];

/** How high a file stands: it may import what stands lower, or its own room. */
const layers = ['ground', 'words', 'config', 'reach', 'adapter', 'wiring', 'use case', 'root'] as const;

interface Place {
  readonly layer: (typeof layers)[number];
  readonly room: string;
}

function placeOf(file: string): Place {
  if (roots.includes(file)) return { layer: 'root', room: file };
  if (ground.includes(file) || file.startsWith('src/metrics/')) return { layer: 'ground', room: 'ground' };
  const [top = '', room = ''] = file.split('/');
  if (top === 'workers') return { layer: 'use case', room: 'workers' };
  if (['alert', 'storm', 'rules', 'correlation'].includes(room)) return { layer: 'words', room };
  if (room === 'config' || room === 'config.ts') return { layer: 'config', room: 'config' };
  // How a cluster is found: for all that goes to one.
  if (room === 'kubernetes') return { layer: 'reach', room };
  if (adapters.includes(room)) return { layer: 'adapter', room };
  if (useCases.includes(room)) return { layer: 'use case', room };
  if (['instance.ts', 'shared-totals.ts', 'report'].includes(room))
    return { layer: 'wiring', room: 'wiring' };
  throw new Error(`${file} is in no room of the house`);
}

function mayImport(from: string, to: string): boolean {
  const [above, below] = [placeOf(from), placeOf(to)];
  if (above.room === below.room) return true;
  // The words of a storm are made of those of an alert, those of a rule of both, and those of a cause of all three.
  if (above.room === 'storm' && below.room === 'alert') return true;
  if (above.room === 'rules' && ['alert', 'storm'].includes(below.room)) return true;
  if (above.room === 'correlation' && ['alert', 'storm', 'rules'].includes(below.room)) return true;
  if (from === 'src/cli/serve.ts') return true;
  // It only looks at Node before anything else is loaded.
  if (from === 'src/cli/bin.ts') return to === 'src/cli/main.ts';
  // A root is the door of its own room.
  if (above.layer === 'root')
    return above.room.startsWith(`src/${below.room}/`) || from.startsWith(below.room) || lower(above, below);
  return lower(above, below) && below.layer !== 'root';
}

function lower(above: Place, below: Place): boolean {
  return layers.indexOf(below.layer) < layers.indexOf(above.layer);
}

/** The command line starts the service, and nothing else of it may reach over to another use case. */
const doors = new Set(['src/cli/serve.ts']);

describe('the house', () => {
  it('has every file in a room', () => {
    expect([...imports.keys()].map((file) => placeOf(file).layer)).not.toContain(undefined);
  });

  it('has imports that point down only, and never from one use case or adapter to another', () => {
    const wrong = [...imports].flatMap(([file, targets]) =>
      targets
        .filter((target) => !doors.has(target) && !mayImport(file, target))
        .map((target) => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no circles of imports', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const target of imports.get(file) ?? []) walk(target, [...path, file]);
      done.add(file);
    };
    for (const file of imports.keys()) walk(file, []);
    expect(circles).toEqual([]);
  });

  it('has what sends traces in one room, which is loaded only once it is wanted', () => {
    const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
    const outside = [...imports.keys()].filter((file) => placeOf(file).room !== 'telemetry');
    const senders = /from '(?:@opentelemetry\/(?!api')|bullmq-otel)/;
    expect(outside.filter((file) => senders.test(textOf(file)))).toEqual([]);
    const atOnce = /^import (?!type)[^;]*\/telemetry\//m;
    expect(outside.filter((file) => atOnce.test(textOf(file)))).toEqual([]);
  });

  it('imports the workers only where the service is put together', () => {
    const importers = [...imports].filter(([file, targets]) => {
      return file.startsWith('src/') && targets.some((target) => target.startsWith('workers/'));
    });
    expect(importers.map(([file]) => file)).toEqual(['src/cli/serve.ts']);
  });

  it('has no file of 200 lines or more', () => {
    const lua = readdirSync(join(root, 'lua'))
      .filter((f) => f.endsWith('.lua'))
      .map((f) => join('lua', f));
    const long = [...imports.keys(), ...sources('scripts', 'test'), ...lua].filter((file) => {
      return readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length > 200;
    });
    expect(long).toEqual([]);
  });

  it('has no room for what nobody could name', () => {
    const nameless = [...imports.keys()].filter((file) =>
      /(^|[/-])(utils?|helpers?|managers?|common|misc)([/.-]|$)/.test(file),
    );
    expect(nameless.filter((file) => file !== 'src/storm/common-pairs.ts')).toEqual([]);
  });
});
