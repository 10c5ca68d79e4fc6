import { setTimeout as pause } from 'node:timers/promises';

/** A notification about these pods, one pattern, all firing since the same moment. */
export function notificationOf(pods: readonly string[], alertname = 'KubePodCrashLooping'): object {
  return {
    version: '4',
    alerts: pods.map((pod) => alertWith({ alertname, namespace: 'shop', severity: 'warning', pod })),
  };
}

export function alertWith(labels: Readonly<Record<string, string>>): object {
  return {
    ...{ status: 'firing', labels, annotations: {} },
    ...{ startsAt: '2026-06-01T11:59:00Z', endsAt: '0001-01-01T00:00:00Z' },
  };
}

/** Posts it until it is taken, as Alertmanager does. How often it was sent. */
export async function deliver(urls: readonly string[], body: object): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const response = await fetch(`${urls[tries % urls.length]}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 202) return tries + 1;
    await pause(100);
  }
  throw new Error('never taken');
}
