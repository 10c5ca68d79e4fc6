import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { OwnApiServer, ownApiServer } from '../support/api-server.ts';
import { fill } from '../support/crowd/fill.ts';
import { Program } from '../support/program.ts';

const script = fileURLToPath(new URL('../../scripts/topology-memory.ts', import.meta.url));
const size = { nodes: 500, deployments: 1000, podsEach: 10 };
const mebibyte = 1024 ** 2;

interface Told {
  readonly objects: number;
  /** The most that the process had at any moment, beyond what it had before. */
  readonly highestRssGrowth: number;
  readonly rssGrowth: number;
  readonly heapGrowth: number;
}

describe.skipIf(!ownApiServer)('the topology of 10,000 pods, on a real API server', () => {
  it('fits in 100 MiB, while it is read too', async () => {
    // Without the controller that makes service accounts no pod could be created.
    const flags = ['--disable-admission-plugins=ServiceAccount'];
    await using server = await OwnApiServer.start(process.env['KUBEBUILDER_ASSETS'] ?? '', flags);
    const podBytes = await fill(server.kubeConfig, size);
    expect(podBytes).toBeGreaterThan(6000);
    await using folder = await mkdtempDisposable(join(tmpdir(), 'stormfold-topology-'));
    const file = join(folder.path, 'kubeconfig');
    await writeFile(file, server.kubeConfig.exportConfig());
    await using program = new Program(process.execPath, ['--expose-gc', script, file]);
    await program.ended();
    const told = JSON.parse(program.output) as Told;
    // The nodes, two ReplicaSets a deployment, the pods, and the service of the API server itself.
    expect(told.objects).toBe(500 + 2000 + 10_000 + 1);
    expect(told.highestRssGrowth).toBeLessThan(100 * mebibyte);
    expect(told.heapGrowth).toBeLessThan(30 * mebibyte);
  }, 300_000);
});
