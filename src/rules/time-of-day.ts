const timeOfDay = /^([01]\d|2[0-3]):([0-5]\d)$|^24:00$/;

/** Minutes of the day of `09:30`, up to 1440 for `24:00`. A text is what is wrong. */
export function readTimeOfDay(raw: unknown): number | string {
  const example = "a time of day such as '09:30', from 00:00 to 24:00";
  if (raw === undefined) return `is missing; it is ${example}`;
  if (typeof raw !== 'string') return `is not ${example}`;
  if (timeOfDay.test(raw)) return Number(raw.slice(0, 2)) * 60 + Number(raw.slice(3));
  return `"${raw}" is not ${timeOfDay.test(`0${raw}`) ? `a time of day; write '0${raw}'` : example}`;
}

/** What is wrong with a range of minutes of the day, if anything is. */
export function timesProblem(from: number, until: number): string | undefined {
  if (from < until) return undefined;
  const [start, end] = [format(from), format(until)];
  if (from === until) return `${start} to ${end} is empty; the end is no longer part of it`;
  if (start === '24:00') return `${start} to ${end} starts where the day ends; write 00:00 to ${end}`;
  const tomorrow = until === 0 ? '' : `, and 00:00 to ${end}`;
  return `${start} to ${end} runs past midnight; write ${tomorrow && 'two: '}${start} to 24:00${tomorrow}`;
}

function format(minutes: number): string {
  const digits = (value: number) => String(value).padStart(2, '0');
  return `${digits(Math.floor(minutes / 60))}:${digits(minutes % 60)}`;
}
