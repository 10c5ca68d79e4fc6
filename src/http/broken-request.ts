import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import { HttpProblem, problemBody, problemType, tryLater } from './problem.ts';

/** Answers what Node could not read as HTTP at all, and so never became a request, like everything else: by a problem. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Nobody is there, or nothing was asked yet.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error.code);
  const id = randomUUID();
  const body = JSON.stringify(problemBody(problem, id));
  const headers = {
    ...problem.options.headers,
    'Content-Type': problemType,
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Request-Id': id,
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`;
  socket.end(`${[status, ...lines].join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function problemOf(code: string | undefined): HttpProblem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HttpProblem('headers-too-large', 'The headers are above 16 KiB.', 'Send less in headers.');
  // Not 408: a sender takes any 4xx for its own fault, and does not come again.
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return tryLater('body-too-slow', 'The request did not arrive in time.', 5);
  return new HttpProblem('bad-request', 'This is not HTTP.', 'Check the address and the scheme.');
}
