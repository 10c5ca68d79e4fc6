import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import manifest from '../../package.json' with { type: 'json' };
import { nodeArgs } from '../../scripts/node-args.ts';
import { parseDuration } from '../../src/config/units.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const ms = (text = '') => parseDuration(text) ?? Number.NaN;

describe('the Dockerfile', () => {
  it('has the Node that package.json pins', () => {
    const images = [...read('Dockerfile').matchAll(/^(?:ARG NODE_IMAGE=|FROM )(node:\S+)/gm)];

    expect(images.map(([, name]) => name)).toEqual([`node:${manifest.devDependencies.node}-bookworm-slim`]);
  });
});

it('a service is told the same of its heap in the image, by `npm run stormfold`, and where it is measured', () => {
  const [, inImage] = /^ +NODE_OPTIONS=(.+?) \\$/m.exec(read('Dockerfile')) ?? [];
  const [, inScript] = /&& node (.+) src\/cli\/main\.ts$/.exec(manifest.scripts.stormfold) ?? [];

  expect([inImage?.split(' '), inScript?.split(' ')]).toEqual([nodeArgs, nodeArgs]);
});

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml')) as {
    services: Record<string, { image: string }>;
    'x-settings': Record<string, string>;
  };

  it('names the version of every image', () => {
    const others = Object.values(compose.services).filter(
      ({ image }) => image !== compose['services']['intake']?.image,
    );

    expect(others.map(({ image }) => image)).toEqual([
      expect.stringMatching(/^redis:8/),
      expect.stringMatching(/^prom\/alertmanager:v\d+\.\d+\.\d+$/),
      expect.stringMatching(/^prom\/prometheus:v\d+\.\d+\.\d+$/),
    ]);
  });

  it('has a window longer than its Alertmanager collects', () => {
    const { route } = parse(read('deploy/compose/alertmanager.yml')) as { route: Record<string, string> };
    const window = /:-(\w+)\}/.exec(compose['x-settings']['STORMFOLD_WINDOW'] ?? '')?.[1];

    expect(ms(window)).toBeGreaterThan(ms(route['group_wait']) + ms(route['group_interval']));
  });
});
