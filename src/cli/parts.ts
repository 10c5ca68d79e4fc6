import { StormfoldError } from '../errors.ts';
import type { Gates } from '../http/auth.ts';
import type { Readiness } from '../http/health.ts';
import { type Listening, stopServer } from '../http/server.ts';
import type { Instance } from '../instance.ts';
import type { StopStep } from '../lifecycle.ts';
import type { Sink } from '../sink/sink.ts';
import type { Tracing } from '../telemetry/open-tracing.ts';
import type { LiveTopology } from '../topology/live-topology.ts';
import type { Reloader } from './reload.ts';

/** What has been opened of a service so far: a start that fails half-way closes it again. */
export interface Parts {
  draining: boolean;
  tracing?: Tracing | undefined;
  listening?: Listening;
  answering?: Instance;
  working?: Instance;
  sink?: Sink;
  topology?: LiveTopology | undefined;
  workers?: { close(): Promise<void> };
  console?: { close(): void };
  reloader?: Reloader;
}

/** What `/readyz` tells beside whether the process can serve. */
export function detailsOf({ reloader, topology }: Parts): Readiness['details'] {
  return { ...(reloader && { config: reloader.state }), ...(topology && { topology: topology.state }) };
}

/** How long the collector may take for the last spans of a process. */
const lastSpansMs = 2000;

/** Callers are turned away first; the connections go last, because all else needs them to finish. */
export function stopSteps(parts: Parts, gates: Gates, timeoutMs: number): StopStep[] {
  return [
    { name: 'readiness', stop: () => (parts.draining = true) },
    // Its streams have no end of their own: the server would wait for them.
    { name: 'console', stop: () => parts.console?.close() },
    { name: 'gates', stop: () => gates.letGo() },
    // Half of the time, because a sender that stalls must not take it all from the workers.
    { name: 'http', stop: () => parts.listening && stopListening(parts.listening, timeoutMs / 2) },
    { name: 'workers', stop: () => parts.workers?.close() },
    { name: 'topology', stop: () => parts.topology?.close() },
    { name: 'sink', stop: () => parts.sink?.close() },
    { name: 'working connection', stop: () => parts.working?.close() },
    { name: 'answering connection', stop: () => parts.answering?.close() },
    // A collector that is away must not make the stop an unclean one.
    { name: 'tracing', stop: () => parts.tracing?.close(Math.min(timeoutMs / 4, lastSpansMs)) },
  ];
}

async function stopListening({ server }: Listening, deadlineMs: number): Promise<void> {
  if (await stopServer(server, deadlineMs)) return;
  throw new StormfoldError('requests were cut off');
}
