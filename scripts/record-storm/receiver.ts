import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One POST as it came. The headers are those that belong to the message, not to the connection. */
export interface RecordedDelivery {
  readonly t_ms: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RecordedBody;
}

/** As far as the truth looks at it; all the rest of it is kept too. */
export interface RecordedBody {
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved';
    readonly fingerprint: string;
    readonly startsAt: string;
    readonly endsAt: string;
  }[];
}

export interface Receiver {
  readonly url: string;
  readonly deliveries: readonly RecordedDelivery[];
  /** When the first one came, in milliseconds since 1970; their times count from it. */
  readonly firstAtMs: number | undefined;
  stop(): Promise<void>;
}

const path = '/webhooks/alertmanager';

/** Takes every POST, and answers 200 at once. */
export async function startReceiver(): Promise<Receiver> {
  const deliveries: RecordedDelivery[] = [];
  let firstAt: number | undefined;
  let firstAtMs: number | undefined;
  const server = createServer((request, response) => {
    const arrivedAt = performance.now();
    firstAt ??= arrivedAt;
    firstAtMs ??= Date.now();
    void take(request, Math.round(arrivedAt - firstAt), response);
  });
  const take = async (request: IncomingMessage, elapsedMs: number, response: ServerResponse) => {
    deliveries.push(await record(request, elapsedMs));
    response.end();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    deliveries,
    get firstAtMs() {
      return firstAtMs;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function record(request: IncomingMessage, elapsedMs: number): Promise<RecordedDelivery> {
  const { 'user-agent': agent = '', 'content-type': type = '' } = request.headers;
  return {
    t_ms: elapsedMs,
    path: request.url ?? '',
    headers: { 'user-agent': agent, 'content-type': type },
    body: JSON.parse(await text(request)) as RecordedBody,
  };
}
