import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';

const topologyOf = (env: Record<string, string>) => loadConfig({ env, cwd: '/here' }).topology;

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig({ env });
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

describe('STORMFOLD_TOPOLOGY', () => {
  it.each([
    ['OFF', { kind: 'off', file: undefined }],
    ['Kubernetes', { kind: 'kubernetes', file: undefined }],
    ['topology.json', { kind: 'file', file: '/here/topology.json' }],
    ['./kubernetes', { kind: 'file', file: '/here/kubernetes' }],
    ['/etc/topology', { kind: 'file', file: '/etc/topology' }],
  ])('%s', (text, expected) => {
    expect(topologyOf({ STORMFOLD_TOPOLOGY: text })).toEqual({
      ...{ maxObjects: 100_000, goneForMs: 3_600_000 },
      ...expected,
    });
  });

  it('takes no word that is nearly one for a file', () => {
    expect(faultsOf({ STORMFOLD_TOPOLOGY: 'kubernets' })).toEqual([
      '  topology.source (STORMFOLD_TOPOLOGY): "kubernets" is not `off`, `kubernetes` or the path of a file, with a slash or a dot in it',
    ]);
  });

  it('has limits', () => {
    const env = { STORMFOLD_TOPOLOGY_MAX_OBJECTS: '5000', STORMFOLD_TOPOLOGY_GONE_FOR: '10m' };
    expect(topologyOf(env)).toMatchObject({ maxObjects: 5000, goneForMs: 600_000 });
    expect(faultsOf({ STORMFOLD_TOPOLOGY_MAX_OBJECTS: '99' })).toHaveLength(1);
    expect(faultsOf({ STORMFOLD_TOPOLOGY_GONE_FOR: '25h' })).toHaveLength(1);
  });
});
