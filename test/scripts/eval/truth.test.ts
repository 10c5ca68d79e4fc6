import { describe, expect, it } from 'vitest';

import type { DeliveredAlert } from '../../../scripts/eval/format.ts';
import { truthOf } from '../../../scripts/eval/make/truth.ts';
import { delivery } from './made.ts';
import { stageOf } from './world.ts';

const startedAt = Date.UTC(2026, 0, 2);
const timeOf = (seconds: number) => new Date(startedAt + seconds * 1000).toISOString();

function firing(alertname: string, about: Record<string, string>, fired: number): DeliveredAlert {
  const labels = { alertname, namespace: 'shop', ...about };
  const fingerprint = JSON.stringify(about);
  return { status: 'firing', labels, annotations: {}, startsAt: timeOf(fired), endsAt: '', fingerprint };
}

function resolved(alert: DeliveredAlert, ended: number): DeliveredAlert {
  return { ...alert, status: 'resolved', endsAt: timeOf(ended) };
}

/** A node dies at 5 s; a pod of the same deployment crashes from the beginning; another crashes at 20 s. */
function played() {
  const made = stageOf();
  const { stage, until } = made;
  const [own, death, late] = [stage.beside('own', 'o'), stage.cause('death', 'd'), stage.beside('late', 'l')];
  own.pod(stage.pod('shop/mail', 0), 'crash');
  until(5);
  death.node(stage.node(2), 'down');
  until(20);
  late.pod(stage.pod('shop/cart', 2), 'crash');
  until(30);
  const crash = (path: string, index: number, fired: number) =>
    firing('KubePodCrashLooping', { pod: stage.pod(path, index).name }, fired);
  return { stage, crash };
}

describe('the truth of a recording', () => {
  it('has each firing once, with the cause that held its object first', () => {
    const { stage, crash } = played();
    const mail = firing('KubeDeploymentReplicasMismatch', { deployment: 'mail' }, 8);
    const cart = firing('KubeDeploymentReplicasMismatch', { deployment: 'cart' }, 12);
    const node = firing('KubeNodeNotReady', { node: 'n2' }, 9);
    const [first, second] = [crash('shop/mail', 0, 3), crash('shop/cart', 2, 24)];
    const watchdog = firing('Watchdog', {}, 0);
    const recorded = [
      delivery([watchdog, first, mail, node]),
      delivery([first, mail, cart, second, resolved(cart, 15)], '/by-namespace', 9),
    ];
    const { causes, unrelated } = truthOf(stage, 'what happens', startedAt, recorded);
    const short = Object.entries(causes).map(([id, { members, background }]) => [
      ...[id, background],
      members.map(({ object, also }) => [object, also]),
    ]);
    expect(short).toEqual([
      [
        'own',
        true,
        [
          [`pod/shop/${first.labels['pod']}`, undefined],
          ['Deployment/shop/mail', ['death']],
        ],
      ],
      [
        'death',
        undefined,
        [
          ['node/n2', undefined],
          ['Deployment/shop/cart', undefined],
        ],
      ], // ended before the crash
    ]);
    expect(unrelated.map(({ causeId, object, firingOn }) => [causeId, object, firingOn])).toEqual([
      ['late', `pod/shop/${second.labels['pod']}`, ['/by-namespace']],
    ]);
  });

  it('keeps what came only as resolved, as firing nowhere', () => {
    const { stage, crash } = played();
    const others = [crash('shop/mail', 0, 3), crash('shop/cart', 2, 24)];
    const node = firing('KubeNodeNotReady', { node: 'n2' }, 9);
    const { unrelated } = truthOf(stage, '', startedAt, [delivery([...others, resolved(node, 11)])]);
    expect(unrelated.map(({ causeId, firingOn }) => [causeId, firingOn])).toEqual([
      ['own', ['/by-namespace']],
      ['death', []],
      ['late', ['/by-namespace']],
    ]);
  });

  it('is refused where something fired that nobody broke, or a cause made nothing fire', () => {
    const { stage, crash } = played();
    const whole = [
      crash('shop/mail', 0, 3),
      crash('shop/cart', 2, 24),
      firing('KubeNodeNotReady', { node: 'n2' }, 9),
    ];
    const well = firing('KubeNodeNotReady', { node: 'n1' }, 9);
    expect(() => truthOf(stage, '', startedAt, [delivery([...whole, well])])).toThrow(
      /nobody broke what fired:\nKubeNodeNotReady at 9000: node\/n1 /,
    );
    expect(() => truthOf(stage, '', startedAt, [delivery(whole.slice(1))])).toThrow(
      'the cause own made nothing fire',
    );
  });
});
