const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The zone names of RFC 5322 4.3, and those that mailers in Europe and Asia write, in minutes. */
const zones: Record<string, number> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  bst: 60,
  cet: 60,
  cest: 120,
  met: 60,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  jst: 540,
  kst: 540,
};
const minute = 60_000;

/**
 * The time in a Date field (RFC 5322 3.3, with the obsolete forms of 4.3: two-digit years, zone
 * names), or null if there is none or it is outside 1970 to 2100. Repairs: day and month in either
 * order, dots or dashes between them, ISO 8601, a missing zone (UTC), a zone in parentheses.
 */
export function parseMailDate(value: string): Date | null {
  const text = value.slice(0, 200).toLowerCase();
  const day = dayIn(text);
  const time = /(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?:\s{0,3}([ap])\.?m\b)?/.exec(
    text.replace(/\d{1,2}\.\d{1,2}\.\d{2,4}/, ' '),
  );
  if (!day) return null;
  const half = time?.[4];
  const hour = Number(time?.[1] ?? 0);
  const hours = half ? (hour % 12) + (half === 'p' ? 12 : 0) : hour;
  const [minutes, seconds] = [Number(time?.[2] ?? 0), Math.min(59, Number(time?.[3] ?? 0))];
  if (hours > 23 || minutes > 59) return null;
  const date = new Date(Date.UTC(day.year, day.month, day.day, hours, minutes, seconds) - zoneIn(text, time) * minute);
  const year = date.getUTCFullYear();
  return date.getTime() >= 0 && year <= 2100 ? date : null;
}

function dayIn(text: string): { year: number; month: number; day: number } | null {
  const iso = /\b(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text);
  if (iso) return toDay(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const named = /\b(\d{1,2})(?:st|nd|rd|th)?[\s.\-/]{1,5}([a-z]{3})[a-z]{0,9}\.?[\s,.\-/]{1,5}(\d{4}|\d{2})\b/.exec(text);
  if (named) return toDay(fullYear(Number(named[3])), months.indexOf(named[2] ?? ''), Number(named[1]));
  // "Nov 2 09:00:00 2026" (asctime) and "November 2, 2026"
  const american =
    /\b([a-z]{3})[a-z]{0,9}\.?\s{1,3}(\d{1,2}),?\s{1,3}(?:\d{1,2}:\d{2}(?::\d{2})?\s{1,3}(?:[a-z]{2,4}\s{1,3})?)?(\d{4})\b/.exec(text);
  if (american) return toDay(Number(american[3]), months.indexOf(american[1] ?? ''), Number(american[2]));
  const numbers = /\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b/.exec(text);
  return numbers && toDay(fullYear(Number(numbers[3])), Number(numbers[2]) - 1, Number(numbers[1]));
}

const toDay = (year: number, month: number, day: number) =>
  month >= 0 && month <= 11 && day >= 1 && day <= 31 ? { year, month, day } : null;

/** RFC 5322 4.3: two digits up to 49 are in this century. */
const fullYear = (year: number) => (year >= 100 ? year : year < 50 ? 2000 + year : 1900 + year);

/** Minutes east of UTC: "+0100", "GMT+1", "-05:00", a name; 0 without one. */
function zoneIn(text: string, time: RegExpExecArray | null): number {
  const after = time ? text.slice(text.indexOf(time[0]) + time[0].length) : '';
  const offset = /([+-])(\d{1,2}):?(\d{2})?\b/.exec(after);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return minutes > 14 * 60 ? 0 : offset[1] === '-' ? -minutes : minutes;
  }
  return zones[/[a-z]{1,4}/.exec(after)?.[0] ?? ''] ?? 0;
}
