/** One line of a scrape. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What one process told of itself at one moment, in Prometheus' text. */
export class Scrape {
  readonly text: string;
  readonly samples: readonly Sample[];

  constructor(text: string) {
    this.text = text;
    this.samples = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(
      ([, name = '', inner = '', value]) => ({
        ...{ name, labels: labelsIn(inner), value: Number(value) },
      }),
    );
  }

  static async of(url: string): Promise<Scrape> {
    const response = await fetch(`${url}/metrics`);
    if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
    return new Scrape(await response.text());
  }

  /** Every sample of one metric by the value of this label. */
  by(name: string, label: string): Readonly<Record<string, number>> {
    const mine = this.samples.filter((sample) => sample.name === name);
    return Object.fromEntries(mine.map(({ labels, value }) => [labels[label] ?? '', value]));
  }

  /** The one sample of a metric without labels; undefined when it is not told. */
  one(name: string): number | undefined {
    return this.samples.find((sample) => sample.name === name)?.value;
  }
}

function labelsIn(inner: string): Record<string, string> {
  const pairs = inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries([...pairs].map(([, label = '', value = '']) => [label, value]));
}
