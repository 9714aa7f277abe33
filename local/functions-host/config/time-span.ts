/**
 * Reads a .NET TimeSpan as host.json and timer schedules write it: `[d.]hh:mm:ss[.fff]`, `hh:mm`,
 * or a whole number of days. Gives milliseconds. undefined when the text is no TimeSpan (so
 * `24:00:00` is none either: hours go to 23, as in .NET).
 * https://learn.microsoft.com/dotnet/api/system.timespan.parse
 */
export function parseTimeSpan(text: string): number | undefined {
  const match = /^(-)?(?:(\d{1,8})|(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, minus, days, dayPart, hours, minutes, seconds, fraction] = match;
  const [d, h, m, s] = [days ?? dayPart, hours, minutes, seconds].map((part) => Number(part ?? 0));
  if (d === undefined || h === undefined || m === undefined || s === undefined || h > 23 || m > 59 || s > 59) return undefined;
  const ms = (((d * 24 + h) * 60 + m) * 60 + s) * 1000 + Math.round(Number(`0.${fraction ?? 0}`) * 1000);
  return minus === undefined ? ms : -ms;
}
