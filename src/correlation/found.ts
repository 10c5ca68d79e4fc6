import type { Cause } from './cause.ts';
import type { Facts } from './facts.ts';

/** A cause, as long as what is known of its episodes is at hand. */
export interface Found {
  readonly kind: Cause['kind'];
  readonly name: string;
  readonly members: readonly { readonly one: Facts; readonly reason: string }[];
}

/** No table or page has to break a reason's line in two. */
const longestReason = 159;

export function causeOf({ kind, name, members }: Found): Cause {
  const inOrder = members.toSorted(({ one: a }, { one: b }) => a.order - b.order);
  return {
    ...{ kind, name },
    members: inOrder.map(({ one, reason }) => ({ id: one.episode.id, reason: cut(reason) })),
  };
}

function cut(reason: string): string {
  return reason.length <= longestReason ? reason : `${reason.slice(0, longestReason - 1)}…`;
}

/** An object's `refKey` for people: `Deployment/shop/api`, and `PersistentVolume/pv-1` where there is no namespace. */
export function spoken(key: string): string {
  return key.replace('//', '/');
}
