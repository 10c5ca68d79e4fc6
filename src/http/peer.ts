import { isIPv4 } from 'node:net';

import type { Request } from 'express';

/**
 * Who is at the other end of the socket: never what X-Forwarded-For says, which anybody can write. IPv4 as such also on
 * a socket of IPv6. Undefined once the connection is gone.
 */
export function peerOf({ socket }: Pick<Request, 'socket'>): string | undefined {
  const address = socket.remoteAddress?.replace(/%.*$/, '');
  const mapped = address?.replace(/^::ffff:/i, '') ?? '';
  return isIPv4(mapped) ? mapped : address;
}

/** Whom an address belongs to: in IPv6 everybody has a /64, and could come from another address of it each time. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const first = partsOf(head);
  const zeros = tail === undefined ? 0 : 8 - first.length - partsOf(tail).length;
  const parts = [...first, ...Array<string>(zeros).fill('0'), ...partsOf(tail ?? '')];
  return `${parts.slice(0, 4).join(':')}::/64`;
}

// `::192.0.2.1` ends in two parts that are written as one.
function partsOf(text: string): readonly string[] {
  return text.split(':').flatMap((part) => (part.includes('.') ? [part, part] : part || []));
}
