import { once } from 'node:events';
import { connect } from 'node:net';

import { eventually } from '../../support/eventually.ts';

/** Bytes as text of one byte a character, so that anything can be written down and sent. */
const encoding = 'latin1';

/** Sends bytes and waits for so many answers, then hangs up. The statuses that came, in order. */
export async function statusesOf(port: number, parts: readonly string[], answers: number): Promise<number[]> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  let heard = '';
  socket.setEncoding(encoding).on('data', (text: string) => (heard += text));
  // To be cut off is one of the answers.
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  for (const part of parts) await written(socket, part);
  await eventually(() => {
    if (statusesIn(heard).length < answers && !socket.closed) throw new Error(`heard only: ${heard}`);
  });
  socket.destroy();
  await closed;
  return statusesIn(heard);
}

/**
 * Sends bytes, and answers all that came back until the other side closed. `end` also says that no more come, which
 * makes the other side close even if it still waits for something.
 */
export async function wholeAnswer(
  port: number,
  bytes: string,
  then: 'end' | 'stay' = 'end',
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding(encoding).on('data', (text: string) => (heard += text));
  socket.on('error', () => {});
  if (then === 'end') socket.end(bytes, encoding);
  else socket.write(bytes, encoding);
  await once(socket, 'close');
  return heard;
}

export function statusesIn(heard: string): number[] {
  return [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

async function written(socket: ReturnType<typeof connect>, part: string): Promise<void> {
  await new Promise<void>((resolve) => void socket.write(part, encoding, () => resolve()));
}
