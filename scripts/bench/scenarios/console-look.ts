import { Watched } from '../console.ts';
import { ratioOf } from '../figures.ts';
import { type Scenario, alternate, withRedis } from '../scenario.ts';

/** Few storms of one alert, many of one, and few of many: what a look costs must follow what it shows. */
const shapes = [
  ['50 open storms of 1 alert', 50, 1],
  ['50 open storms of 400 alerts', 50, 400],
  ['5,000 open storms of 1 alert', 5000, 1],
] as const;

export const consoleLook: Scenario = {
  name: 'console',
  title: 'A look of the console',
  run: async (bench) =>
    withRedis(bench, async ({ url }) => {
      const watched = await Promise.all(
        shapes.map(([, storms, alerts]) => Watched.open(url, storms, alerts)),
      );
      const costs = await alternate(
        bench,
        watched.map((one) => () => one.look()),
      );
      for (const one of watched) await one.close();
      const series = shapes.map(([name], i) => ({ name, unit: 'ms', values: costs[i] ?? [] }));
      const [few, heavy, many] = series;
      return {
        ...{ name: consoleLook.name, title: consoleLook.title, series },
        how: 'Processor time of one look, which all open pages share: one a second while somebody watches.',
        ratios:
          few && heavy && many
            ? [ratioOf('400 alerts : 1', heavy, few), ratioOf('5,000 storms : 50', many, few)]
            : [],
      };
    }),
};
