import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, request } from 'undici';

import { type Size, namespaces, nodes, pods, replicaSets } from './objects.ts';

const atOnce = 8;

/** Creates a cluster of this size on an API server. Answers the bytes of one pod, as a list has it. */
export async function fill(kubeConfig: KubeConfig, size: Size): Promise<number> {
  const { server = '', caData = '' } = kubeConfig.getCurrentCluster() ?? {};
  const dispatcher = new Agent({ connect: { ca: Buffer.from(caData, 'base64') }, connections: atOnce });
  const headers = {
    authorization: `Bearer ${kubeConfig.getCurrentUser()?.token ?? ''}`,
    'content-type': 'application/json',
  };
  const send = async (method: 'GET' | 'POST' | 'PUT', path: string, object?: object) => {
    const body = object === undefined ? null : JSON.stringify(object);
    const answer = await request(`${server}${path}`, { method, dispatcher, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 500)}`);
    return text;
  };
  const each = <T>(items: readonly T[], work: (item: T) => Promise<unknown>) => inTurns(items, work);
  await each(namespaces, (name) =>
    send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  );
  await each(nodes(size), (node) => send('POST', '/api/v1/nodes', node));
  await each(replicaSets(size), (set) => send('POST', pathOf('/apis/apps/v1', 'replicasets', set), set));
  await each(pods(size), async ({ pod, status }) => {
    const path = pathOf('/api/v1', 'pods', pod);
    await send('POST', path, pod);
    await send('PUT', `${path}/${(pod as Named).metadata.name}/status`, status);
  });
  const one = await send('GET', '/api/v1/pods?limit=1');
  await dispatcher.close();
  return one.length;
}

interface Named {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

function pathOf(api: string, plural: string, object: object): string {
  return `${api}/namespaces/${(object as Named).metadata.namespace}/${plural}`;
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
