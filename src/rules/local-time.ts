/** What a clock on the wall of some place shows. */
export interface LocalTime {
  /** Of the day, 0 to 1439. */
  readonly minute: number;
  /** 0 is sunday. */
  readonly weekday: number;
  readonly day: number;
  readonly daysInMonth: number;
  /** 1 is january. */
  readonly month: number;
  readonly year: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether a name is `UTC`, `Local` (this machine's) or of the IANA time zone database. */
export function isLocation(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The names that `isLocation` knows, aliases apart. */
export function locations(): readonly string[] {
  return ['UTC', 'Local', ...Intl.supportedValuesOf('timeZone')];
}

/** The local time at `ms` milliseconds since 1970. Throws a RangeError for a place that `isLocation` does not know. */
export function localTimeOf(ms: number, location: string): LocalTime {
  const parts = formatterOf(location).formatToParts(ms);
  const read = (wanted: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find(({ type }) => type === wanted)?.value);
  const [year, month, day] = [read('year'), read('month'), read('day')];
  return {
    minute: read('hour') * 60 + read('minute'),
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    day,
    // the day before the first of the next month
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
    month,
    year,
  };
}

// Making one takes a hundred times as long as using it.
function formatterOf(location: string): Intl.DateTimeFormat {
  const known = formatters.get(location);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    ...(location !== 'Local' && { timeZone: location }),
    ...{ hourCycle: 'h23', hour: 'numeric', minute: 'numeric' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  });
  formatters.set(location, made);
  return made;
}
