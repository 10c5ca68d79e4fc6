import { type RequestListener, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { StormfoldError } from '../errors.ts';
import { answerBrokenRequest } from './broken-request.ts';

export interface Listening {
  readonly server: Server;
  /** Where this machine reaches it. */
  readonly url: string;
  readonly port: number;
}

const settings = {
  headersTimeout: 15_000,
  // A sender that stalls holds what it sent against the limit of bytes in flight for as long as this.
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5000,
  // Longer than Alertmanager keeps a connection (5 min): who closes last does not cut a request that just set off.
  keepAliveTimeout: 310_000,
};

/** Starts to listen; port 0 takes a free one. */
export async function listen(
  app: RequestListener,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createServer(settings);
  trafficOf.set(server, watchTraffic(server));
  server.on('request', app);
  server.on('clientError', answerInTurn(server));
  await bound(server, host, port);
  const taken = (server.address() as AddressInfo).port;
  return { server, port: taken, url: `http://${reachable(host)}:${taken}` };
}

/**
 * Takes no new connection, lets what is being answered end, and at the deadline cuts off what is left. True when
 * nothing had to be cut off.
 */
export async function stopServer(server: Server, deadlineMs: number): Promise<boolean> {
  let clean = true;
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  // On connections that are kept alive, requests go on coming until the answer says that it is the last.
  server.prependListener('request', (_request, response) => markLast(response));
  const { sockets, responses } = trafficOf.get(server) ?? { sockets: [], responses: [] };
  for (const response of responses) {
    markLast(response);
    // Its headers may be out already; then the connection must go once it is idle.
    response.once('close', () => setImmediate(() => server.closeIdleConnections()));
  }
  server.close(() => resolve());
  // `closeIdleConnections` spares those that never sent a request, as browsers keep some open.
  const busy = new Set([...responses].map(({ socket }) => socket));
  for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
  const timer = setTimeout(() => {
    clean = false;
    server.closeAllConnections();
  }, deadlineMs);
  await closed;
  clearTimeout(timer);
  return clean;
}

interface Traffic {
  readonly sockets: Iterable<Socket>;
  readonly responses: Iterable<ServerResponse>;
}

/** What each server has open right now. */
const trafficOf = new WeakMap<Server, Traffic>();

function watchTraffic(server: Server): Traffic {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (_request, response) => {
    responses.add(response);
    response.once('close', () => responses.delete(response));
  });
  return { sockets, responses };
}

// What could not be read came behind requests that were whole. Answered before them, they would be told that they are
// no HTTP, although their alerts are queued.
function answerInTurn(server: Server) {
  return (error: NodeJS.ErrnoException, socket: Duplex) => {
    const ahead = [...(trafficOf.get(server)?.responses ?? [])].filter(
      ({ req }) => req.socket === socket && req.complete,
    );
    const answer = () => answerBrokenRequest(error, socket);
    const last = ahead.at(-1);
    if (last) last.once('close', answer);
    else answer();
  };
}

function markLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

async function bound(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, resolve);
  try {
    await promise;
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const [what, advice] = refusals[code] ?? [code, 'Check the address in STORMFOLD_LISTEN.'];
    throw new StormfoldError(`can't listen on ${host}:${port}: ${what}`, { advice, cause });
  } finally {
    server.off('error', reject);
  }
}

const refusals: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  EADDRINUSE: [
    'something else listens there',
    'Stop it, or set STORMFOLD_LISTEN to another port; 0 takes a free one.',
  ],
  EACCES: ['not permitted', 'Set STORMFOLD_LISTEN to a port above 1023.'],
  EADDRNOTAVAIL: [
    'this machine does not have that address',
    'Set STORMFOLD_LISTEN to one of its own, or 0.0.0.0.',
  ],
  ENOTFOUND: ['that name leads nowhere', 'Set STORMFOLD_LISTEN to an address of this machine.'],
};

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
