import { BlockList, isIP, isIPv6 } from 'node:net';

import { type Kind, matching, written } from './kinds.ts';
import type { Config } from './types.ts';

type Proxy = Config['auth']['proxy'];

interface Range {
  readonly address: string;
  /** Undefined: the one address. */
  readonly prefix: number | undefined;
}

// A name that an HTTP message can carry, without the characters that no proxy's header has.
const headerName = /^[a-z][a-z0-9-]{0,63}$/i;

/**
 * What browsers and the proxies on the way fill with something else than a user: whoever is let in by such a header is
 * everybody. `X-Forwarded-*` but for its users, too.
 */
const otherwiseUsed =
  /^(?:(?:proxy-)?authorization|host|(?:set-)?cookie2?|origin|referer|sec-.*|content-.*|accept.*|connection|transfer-encoding|te|trailer|upgrade.*|keep-alive|expect|via|forwarded|user-agent|date|dnt|from|range|if-.*|cache-control|pragma|priority|max-forwards|x-forwarded-(?:for|host|port|proto|prefix|server|uri|method)|x-(?:real|client)-ip|x-request-id|traceparent|tracestate)$/i;

/** The header in which a proxy says who the user is. */
export const proxyHeader: Kind<string> = {
  ...matching(headerName, 'the name of a header, such as X-Forwarded-User'),
  schema: matching(headerName, 'the name of a header, such as X-Forwarded-User').schema.refine(
    (name) => !otherwiseUsed.test(name),
    'is a header that holds something else than a user, also when no proxy sets it; take one of its own, such as X-Forwarded-User',
  ),
};

/** An address, or a range of them in CIDR notation; IPv4 and IPv6. Kept as it was written. */
export const addressRange: Kind<string> = written(
  (text) => (rangeIn(text) ? text : undefined),
  'an address or a range of them, such as 10.0.0.7, 10.1.0.0/16 or fd00::/64',
);

/** Ranges that were judged before, as something to look addresses up in. */
export function listOfRanges(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix } of ranges.map(rangeIn).filter((range) => !!range)) {
    const family = familyOf(address);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, prefix, family);
  }
  return list;
}

export function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** Whether operators can come in through a proxy. With half of it set too: nothing is open by a forgotten line. */
export function asksProxy({ header, addresses }: Proxy): boolean {
  return header !== undefined || addresses.length > 0;
}

/** What is missing when only one half of a proxy's trust is set. */
export function proxyFaults(half: keyof Proxy, { header, addresses }: Proxy): readonly string[] {
  const given = { header: header !== undefined, addresses: addresses.length > 0 };
  if (given.header === given.addresses || !given[half]) return [];
  return [missing[half]];
}

const missing: Readonly<Record<keyof Proxy, string>> = {
  header: "is believed from a proxy's address alone, and none is given; set STORMFOLD_PROXY_ADDRESSES",
  addresses:
    'are those of a proxy, and the header in which it says who the user is is not given; set STORMFOLD_PROXY_HEADER',
};

// A prefix of 0 is everybody, and everybody could be whoever they say. A zone (`%eth0`) is no part of a range.
function rangeIn(text: string): Range | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  if (more.length > 0 || address.includes('%') || isIP(address) === 0) return undefined;
  if (prefix === undefined) return { address, prefix };
  if (!/^[1-9]\d{0,2}$/.test(prefix) || Number(prefix) > (isIPv6(address) ? 128 : 32)) return undefined;
  return { address, prefix: Number(prefix) };
}
