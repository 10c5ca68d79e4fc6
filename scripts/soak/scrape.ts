/** One scrape of a process: its samples by name with labels, as they stand in the text. */
export type Scrape = ReadonlyMap<string, number>;

export async function scrape(url: string, headers: Readonly<Record<string, string>>): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(20_000) });
  if (response.status !== 200) throw new Error(`${url}/metrics answered ${response.status}`);
  return read(await response.text());
}

function read(text: string): Scrape {
  const lines = text.matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm);
  return new Map([...lines].map(([, sample = '', value]) => [sample, Number(value)]));
}

/** All samples of a metric by the value of its one label. */
export function byLabel(samples: Scrape, name: string): Record<string, number> {
  const mine = [...samples].flatMap(([sample, value]) => {
    const label = new RegExp(`^${name}\\{\\w+="(.*)"\\}$`).exec(sample)?.[1];
    return label === undefined ? [] : [[label, value] as const];
  });
  return Object.fromEntries(mine);
}
