import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';

import { freePort } from '../../src/redis/server/free-port.ts';
import { applyDefinition } from './cluster.ts';
import { Program } from './program.ts';
import { eventually } from './eventually.ts';

const assets = process.env['KUBEBUILDER_ASSETS'];
const given = process.env['KUBECONFIG'];
const token = 'token-of-the-administrator';
const slowStart = { timeout: 90_000, interval: 100 };

/** Whether a test can have an API server: by envtest's convention, or the cluster of a kubeconfig. */
export const hasApiServer = assets !== undefined || given !== undefined;

export interface ApiServer extends AsyncDisposable {
  /** Of an administrator. */
  readonly kubeConfig: KubeConfig;
  /** Started for the test alone, and empty; a cluster at hand is somebody's. */
  readonly own: boolean;
}

/** A real API server with RBAC on, and the definition of AlertStorm in it unless that is not wanted. */
export async function startApiServer({ definition = true } = {}): Promise<ApiServer> {
  const server = assets === undefined ? clusterAtHand() : await startOwn(assets);
  if (definition) await applyDefinition(server.kubeConfig);
  return server;
}

function clusterAtHand(): ApiServer {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  return { kubeConfig, own: false, [Symbol.asyncDispose]: async () => undefined };
}

async function startOwn(programs: string): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-api-'));
  await writeSecrets(folder);
  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const etcd = new Program(join(programs, 'etcd'), etcdArgs(folder, etcdPort, peerPort));
  const api = new Program(join(programs, 'kube-apiserver'), apiArgs(folder, etcdPort, port));
  const stop = async () => {
    await api[Symbol.asyncDispose]();
    await etcd[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const kubeConfig = await eventually(() => answering(folder, port), slowStart);
    return { kubeConfig, own: true, [Symbol.asyncDispose]: stop };
  } catch (error) {
    const said = api.output.slice(-2000);
    await stop();
    throw new Error(`the API server did not start: ${said}`, { cause: error });
  }
}

/** The administrator's kubeconfig, once the server answers to it. */
async function answering(folder: string, port: number): Promise<KubeConfig> {
  const kubeConfig = new KubeConfig();
  const caData = (await readFile(join(folder, 'apiserver.crt'))).toString('base64');
  const server = `https://127.0.0.1:${port}`;
  kubeConfig.loadFromClusterAndUser(
    { name: 'test', server, caData, skipTLSVerify: false },
    { name: 'admin', token },
  );
  await kubeConfig.makeApiClient(CoreV1Api).readNamespace({ name: 'default' });
  return kubeConfig;
}

async function writeSecrets(folder: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'accounts.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  await writeFile(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`);
}

function etcdArgs(folder: string, port: number, peerPort: number): string[] {
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  return [
    ...[`--data-dir=${join(folder, 'etcd')}`, `--listen-client-urls=${client}`],
    ...[`--advertise-client-urls=${client}`, `--listen-peer-urls=${peer}`],
    ...[`--initial-advertise-peer-urls=${peer}`, `--initial-cluster=default=${peer}`],
  ];
}

function apiArgs(folder: string, etcdPort: number, port: number): string[] {
  const key = join(folder, 'accounts.key');
  return [
    ...[`--etcd-servers=http://127.0.0.1:${etcdPort}`, `--secure-port=${port}`, '--bind-address=127.0.0.1'],
    ...[
      `--cert-dir=${folder}`,
      `--token-auth-file=${join(folder, 'tokens.csv')}`,
      '--authorization-mode=RBAC',
    ],
    ...['--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${key}`],
    ...[`--service-account-signing-key-file=${key}`, '--service-cluster-ip-range=10.0.0.0/24'],
  ];
}
