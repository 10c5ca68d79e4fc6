import type { BlockList } from 'node:net';

import type { Request } from 'express';

import { familyOf, listOfRanges } from '../config/proxy.ts';
import type { Config } from '../config.ts';
import { peerOf } from './peer.ts';
import { Tally } from './tally.ts';

/** The proxy that asks operators who they are, and is believed what it says in its header. */
export class TrustedProxy {
  readonly #header: string;
  readonly #addresses: BlockList;
  readonly #now: () => number;
  /** Others who sent the header. */
  readonly #others = new Tally();

  constructor({ header = '', addresses }: Config['auth']['proxy'], now: () => number) {
    this.#header = header.toLowerCase();
    this.#addresses = listOfRanges(addresses);
    this.#now = now;
  }

  /** Whether the request comes from the proxy itself. */
  isPeer(request: Pick<Request, 'socket'>): boolean {
    const address = peerOf(request);
    return address !== undefined && this.#addresses.check(address, familyOf(address));
  }

  /**
   * The user that the proxy names. Undefined when it is not the proxy, and when the header does not name exactly one: a
   * proxy that adds to what the browser sent, instead of replacing it, would let everybody be whoever they say.
   */
  userIn(request: Request): string | undefined {
    const values = request.headersDistinct[this.#header];
    if (!values) return undefined;
    if (!this.isPeer(request)) return this.#tellOf(request);
    const [value = '', ...more] = values;
    if (more.length > 0 || value.includes(',')) return undefined;
    // Node reads headers as Latin-1, and proxies write names in UTF-8.
    return Buffer.from(value.trim(), 'latin1').toString('utf8') || undefined;
  }

  #tellOf(request: Request): undefined {
    const times = this.#others.add(this.#now());
    if (times === undefined) return;
    const keys = { header: this.#header, address: peerOf(request), times };
    const advice = "If this is the proxy's address, add it to STORMFOLD_PROXY_ADDRESSES.";
    request.log.warn({ ...keys, advice }, "header of the proxy ignored, as it is not the proxy's");
  }
}
