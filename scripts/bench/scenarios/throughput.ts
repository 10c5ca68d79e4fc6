import { Sender } from '../load/send.ts';
import { type Findings, type Series, ratioOf } from '../figures.ts';
import { type Bench, type Scenario, alternate, withRedis } from '../scenario.ts';
import { startAlertmanager } from '../sides/alertmanager.ts';
import { startFloor } from '../sides/floor.ts';
import { StormfoldTarget } from '../sides/stormfold.ts';
import type { Target } from '../sides/target.ts';

const repeatsIn100 = 67;

/** An Alertmanager sends each of its groups over a connection of its own; a storm is hundreds of them, the fewer the larger. */
interface Size {
  readonly alertsEach: number;
  readonly notifications: number;
  readonly connections: number;
}

/** From the first notification sent to the last alert folded, against who takes the same alerts. */
export const largeNotifications: Scenario = {
  name: 'throughput',
  title: 'Notifications of 100 alerts, 202 to folded',
  run: (bench) => {
    const size = { alertsEach: 100, notifications: bench.quick ? 60 : 600, connections: 64 };
    return measure(bench, largeNotifications, size, { alertmanager: 2, floor: 0.5 });
  },
};

export const smallNotifications: Scenario = {
  name: 'small',
  title: 'Notifications of one alert, 202 to folded',
  run: (bench) => {
    const size = { alertsEach: 1, notifications: bench.quick ? 1000 : 10_000, connections: 256 };
    return measure(bench, smallNotifications, size, { alertmanager: 0.4, floor: undefined });
  },
};

interface Goals {
  readonly alertmanager: number;
  readonly floor: number | undefined;
}

async function measure(bench: Bench, { name, title }: Scenario, size: Size, goals: Goals): Promise<Findings> {
  return withRedis(bench, async ({ url: redisUrl }) => {
    await using started = new AsyncDisposableStack();
    const targets = await startTargets(bench, redisUrl, started);
    const sender = started.use(new Sender());
    let seed = 0;
    const runs = targets.map((target) => () => perSecond(sender, target, size, seed++));
    const rates = await alternate(bench, runs);
    const series = targets.map((target, i): Series => {
      return { name: target.name, unit: 'alerts/s', values: rates[i] ?? [] };
    });
    const { notifications, alertsEach, connections } = size;
    const how = `${notifications} notifications of ${alertsEach} alerts a round over ${connections} connections, ${repeatsIn100} in 100 alerts repeats; an intake and a worker process, Redis with its append-only file on.`;
    const plot = { name, title, xName: '', yName: 'alerts a second', bars: series };
    return { name, title, how, series, ratios: ratiosOf(series, goals), plots: [plot] };
  });
}

async function startTargets(
  { against, say }: Bench,
  redisUrl: string,
  started: AsyncDisposableStack,
): Promise<Target[]> {
  const stormfold = { redisUrl, roles: ['intake', 'worker'] as const };
  const floor = started.use(await startFloor());
  const alertmanager = await startAlertmanager();
  if (alertmanager) started.use(alertmanager);
  else say('Not compared with Alertmanager: apt-get install prometheus-alertmanager');
  const own = started.use(await StormfoldTarget.start(stormfold));
  if (!against) return [floor, ...(alertmanager ? [alertmanager] : []), own];
  const earlier = await StormfoldTarget.start({ ...stormfold, root: against.folder, name: against.name });
  return [floor, ...(alertmanager ? [alertmanager] : []), own, started.use(earlier)];
}

/** Alerts a second until the last has come to its end. */
async function perSecond(sender: Sender, target: Target, size: Size, seed: number): Promise<number> {
  const { url, path, headers, shape } = target;
  const load = { shape, ...size, repeatsIn100, seed };
  const prepared = await sender.prepare({ url, path, headers, connections: size.connections, load });
  await target.begin?.();
  const { startedAt } = await sender.go();
  await target.settled?.(prepared);
  return (prepared.alerts * 1000) / (Date.now() - startedAt);
}

function ratiosOf([floor, ...others]: readonly Series[], goals: Goals) {
  const of = (name: string) => others.find((one) => one.name === name);
  const [alertmanager, stormfold] = [of('Alertmanager'), of('Stormfold')];
  if (!stormfold || !floor) return [];
  const earlier = others.filter((one) => one !== alertmanager && one !== stormfold);
  const goal = (value: number | undefined) =>
    value === undefined ? undefined : { is: 'at least' as const, value };
  return [
    ...(alertmanager
      ? [ratioOf('Stormfold : Alertmanager', stormfold, alertmanager, goal(goals.alertmanager))]
      : []),
    ratioOf('Stormfold : bare Express', stormfold, floor, goal(goals.floor)),
    ...earlier.map((one) => ratioOf(`Stormfold : ${one.name}`, stormfold, one)),
  ];
}
