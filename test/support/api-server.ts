import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, CoreV1Api, KubeConfig } from '@kubernetes/client-node';

import { Agent, request } from 'undici';

import { freePort } from '../../src/redis/server/free-port.ts';
import { applyDefinition } from './cluster.ts';
import { Program } from './program.ts';
import { eventually } from './eventually.ts';

const assets = process.env['KUBEBUILDER_ASSETS'];
const given = process.env['KUBECONFIG'];
const token = 'token-of-the-administrator';
const inHand = /^apiserver_current_inflight_requests\{request_kind="mutating"\} (\d+)/m;
const slowStart = { timeout: 90_000, interval: 100 };

/** Whether a test can have an API server: by envtest's convention, or the cluster of a kubeconfig. */
export const hasApiServer = assets !== undefined || given !== undefined;

/** Whether a test can have one that it may hurt. */
export const ownApiServer = assets !== undefined;

export interface ApiServer extends AsyncDisposable {
  /** Of an administrator. */
  readonly kubeConfig: KubeConfig;
  /** Undefined for a cluster at hand: that is somebody's. */
  readonly own?: OwnApiServer;
}

interface ApiServerOptions {
  readonly definition?: boolean;
  /** More flags of kube-apiserver, where it is started here. */
  readonly flags?: readonly string[];
}

/** A real API server with RBAC on, and the definition of AlertStorm in it unless that is not wanted. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const { definition = true, flags = [] } = options;
  const server = assets === undefined ? clusterAtHand() : await OwnApiServer.start(assets, flags);
  if (definition) await applyDefinition(server.kubeConfig);
  return server;
}

function clusterAtHand(): ApiServer {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  return { kubeConfig, [Symbol.asyncDispose]: async () => undefined };
}

/** An API server and its etcd, started for a test alone and empty: it can be hurt. */
export class OwnApiServer implements ApiServer {
  readonly own = this;
  readonly #folder: string;
  readonly #etcd: Program;
  readonly #startApi: () => Program;
  readonly #port: number;
  #api: Program;
  #kubeConfig: KubeConfig | undefined;

  private constructor(folder: string, etcd: Program, startApi: () => Program, port: number) {
    this.#folder = folder;
    this.#etcd = etcd;
    this.#startApi = startApi;
    this.#port = port;
    this.#api = startApi();
  }

  static async start(programs: string, flags: readonly string[]): Promise<OwnApiServer> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-api-'));
    await writeSecrets(folder);
    const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
    const etcd = new Program(join(programs, 'etcd'), etcdArgs(folder, etcdPort, peerPort));
    const args = [...apiArgs(folder, etcdPort, port), ...flags];
    const server = new OwnApiServer(
      ...([folder, etcd, () => new Program(join(programs, 'kube-apiserver'), args), port] as const),
    );
    await server.#untilAnswering();
    return server;
  }

  get kubeConfig(): KubeConfig {
    if (this.#kubeConfig === undefined) throw new Error('the API server does not answer yet');
    return this.#kubeConfig;
  }

  /** Ends the API server like a crash; what was stored stays in etcd. */
  async kill(): Promise<void> {
    await this.#api.end('SIGKILL');
  }

  /** Starts it again in the same place. */
  async restart(): Promise<void> {
    this.#api = this.#startApi();
    await this.#untilAnswering();
  }

  /** Its address and authority, for a user other than the administrator. */
  get cluster(): Cluster {
    const cluster = this.kubeConfig.getCurrentCluster();
    if (cluster === null) throw new Error('no cluster');
    return cluster;
  }

  /** Requests to write that it has taken and not answered, by its own metrics. */
  async writesInHand(): Promise<number> {
    const { text } = await read(this.cluster, '/metrics');
    return Number(inHand.exec(text)?.[1] ?? 0);
  }

  /** Stops etcd from answering, so that the API server takes requests and gets nowhere with them. */
  freezeStorage(): void {
    this.#etcd.child.kill('SIGSTOP');
  }

  thawStorage(): void {
    this.#etcd.child.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api[Symbol.asyncDispose]();
    await this.#etcd[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #untilAnswering(): Promise<void> {
    try {
      this.#kubeConfig = await eventually(() => answering(this.#folder, this.#port), slowStart);
    } catch (error) {
      const said = this.#api.output.slice(-2000);
      await this[Symbol.asyncDispose]();
      throw new Error(`the API server did not start: ${said}`, { cause: error });
    }
  }
}

/** The administrator's kubeconfig, once the server answers to it. */
async function answering(folder: string, port: number): Promise<KubeConfig> {
  const kubeConfig = new KubeConfig();
  const caData = (await readFile(join(folder, 'apiserver.crt'))).toString('base64');
  const cluster = { name: 'test', server: `https://127.0.0.1:${port}`, caData, skipTLSVerify: false };
  kubeConfig.loadFromClusterAndUser(cluster, { name: 'admin', token });
  await kubeConfig.makeApiClient(CoreV1Api).readNamespace({ name: 'default' });
  // Before it is ready it answers 503 to whatever a definition is needed for.
  const { status, text } = await read(cluster, '/readyz');
  if (status !== 200) throw new Error(`not ready: ${text}`);
  return kubeConfig;
}

/** What no client offers, as the administrator sees it. */
async function read(
  { server, caData = '' }: Cluster,
  path: string,
): Promise<{ status: number; text: string }> {
  const dispatcher = new Agent({ connect: { ca: Buffer.from(caData, 'base64') } });
  try {
    const headers = { authorization: `Bearer ${token}` };
    const { statusCode, body } = await request(`${server}${path}`, { dispatcher, headers });
    return { status: statusCode, text: await body.text() };
  } finally {
    await dispatcher.close();
  }
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
