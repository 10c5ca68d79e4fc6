const form =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The text if the API server would take it for a `date-time`, whose check knows the calendar and no leap seconds. */
export function rfc3339(text: string): string | undefined {
  const date = text.length <= 64 ? form.exec(text)?.[1] : undefined;
  return date !== undefined && isDay(date) ? text : undefined;
}

// Date turns the 31st of February into the 3rd of March, and refuses other days altogether.
function isDay(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}
