import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, request } from 'undici';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

const methods = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
} as const;

/** Requests as they go over the wire, for what no client offers: the rights on any path. */
export class RawApi implements AsyncDisposable {
  readonly #server: string;
  readonly #token: string;
  readonly #agent: Agent;

  private constructor(server: string, token: string, ca: Buffer) {
    this.#server = server;
    this.#token = token;
    this.#agent = new Agent({ connect: { ca } });
  }

  static async open(kubeConfig: KubeConfig): Promise<RawApi> {
    const { server, caData = '' } = kubeConfig.getCurrentCluster() ?? { server: '' };
    return new RawApi(server, kubeConfig.getCurrentUser()?.token ?? '', Buffer.from(caData, 'base64'));
  }

  async ask(verb: Verb, path: string): Promise<{ status: number; reason: unknown; body: unknown }> {
    const method = methods[verb];
    const type = verb === 'patch' ? 'application/merge-patch+json' : 'application/json';
    const {
      statusCode: status,
      headers,
      body,
    } = await request(`${this.#server}${path}${verb === 'watch' ? '?watch=true' : ''}`, {
      ...{ method, dispatcher: this.#agent },
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': type },
      ...(['POST', 'PUT', 'PATCH'].includes(method) && { body: '{}' }),
    });
    const isJson = headers['content-type'] === 'application/json';
    const answer = isJson ? ((await body.json()) as { reason?: unknown }) : { text: await body.text() };
    return { status, reason: 'reason' in answer ? answer.reason : undefined, body: answer };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.close();
  }
}
