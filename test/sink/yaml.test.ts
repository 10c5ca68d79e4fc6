import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { buildManifest } from '../../src/sink/manifest.ts';
import { sizeOf } from '../../src/sink/size.ts';
import { manifestToYaml } from '../../src/sink/yaml.ts';
import { anySnapshot } from '../support/any-snapshot.ts';
import { snapshotOf } from '../support/snapshots.ts';

const options = { instance: 'stormfold' };

describe('manifestToYaml', () => {
  it('quotes what YAML 1.1 would not read as text, and nothing of the keys that people read', () => {
    const commonLabels = {
      on: 'yes',
      team: '1:30',
      '0x1f': '2026-11-24',
      '<<': '~',
      nel: 'a\u0085b\u2028c\u007f',
    };
    const yaml = manifestToYaml(buildManifest(snapshotOf({ commonLabels }), options));
    expect(yaml).toContain(
      [
        '  commonLabels:',
        '    "on": "yes"',
        '    team: "1:30"',
        '    "0x1f": "2026-11-24"',
        '    "<<": "~"',
        '    nel: "a\\u0085b\\u2028c\\u007f"',
        '',
      ].join('\n'),
    );
    expect(yaml).toMatch(/^apiVersion: "stormfold.io\/v1alpha1"\nkind: "AlertStorm"\nmetadata:\n {2}name: /);
  });

  it('reads back as the manifest, in YAML 1.1 and 1.2, and is never larger than it was counted', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const manifest = buildManifest(snapshot, options);
        const yaml = manifestToYaml(manifest);
        const json = JSON.stringify(manifest);
        for (const version of ['1.1', '1.2'] as const) {
          expect(JSON.stringify(parse(yaml, { version }))).toBe(json);
        }
        expect(Buffer.byteLength(yaml)).toBeLessThanOrEqual(sizeOf(manifest));
        expect(Buffer.byteLength(json)).toBeLessThanOrEqual(sizeOf(manifest));
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
