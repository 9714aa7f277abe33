import { type CalendarComponent, type CalendarProperty, propertyOf } from './content-lines.ts';

/**
 * A DTSTART or DTEND in ISO 8601: a date ("2026-11-02"), a time in UTC ("2026-11-02T08:00:00Z"), or
 * a local time if its zone is not known. `zone` is the name of the zone in the calendar.
 */
export type CalendarTime = { iso: string; local: string; zone: string | null };

const minute = 60_000;

/**
 * Reads a date or time (RFC 5545 3.3.4, 3.3.5, 3.2.19) by the calendar's own VTIMEZONE, else by the
 * zone's name if it is known. Null if the property is missing or is not a time.
 */
export function readTime(property: CalendarProperty | undefined, calendar: CalendarComponent): CalendarTime | null {
  const [, year, month, day, hour, minutes, second, utc] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?/.exec(property?.value.trim() ?? '') ?? [];
  if (!property || !year || !month || !day) return null;
  const date = `${year}-${month}-${day}`;
  if (Number.isNaN(Date.parse(date))) return null;
  if (hour === undefined) return { iso: date, local: date, zone: null };
  const local = `${date}T${hour}:${minutes}:${second}`;
  const naive = Date.parse(`${local}Z`);
  if (Number.isNaN(naive)) return null;
  if (utc) return { iso: `${local}Z`, local, zone: 'UTC' };
  const zone = property.parameters.get('TZID') ?? null;
  const offset = zone === null ? null : (offsetByCalendar(calendar, zone, naive) ?? offsetByName(zone, naive));
  return { iso: offset === null ? local : new Date(naive - offset * minute).toISOString().replace('.000', ''), local, zone };
}

/**
 * Minutes east of UTC at a local time, by the VTIMEZONE of that name, or null: the observance that
 * began last counts.
 */
function offsetByCalendar(calendar: CalendarComponent, zone: string, naive: number): number | null {
  const definition = calendar.components.find(
    (component) => component.name === 'VTIMEZONE' && propertyOf(component, 'TZID')?.value.trim() === zone,
  );
  let latest = Number.NEGATIVE_INFINITY;
  let offset: number | null = null;
  for (const observance of definition?.components.slice(0, 50) ?? []) {
    const minutes = offsetMinutes(propertyOf(observance, 'TZOFFSETTO')?.value ?? '');
    const onset = lastOnset(observance, naive);
    if (minutes !== null && onset !== null && onset > latest) {
      latest = onset;
      offset = minutes;
    }
  }
  return offset;
}

/**
 * When an observance last began before a local time. It knows only the rules that calendars write:
 * yearly, in a month, on the n-th weekday.
 */
function lastOnset(observance: CalendarComponent, naive: number): number | null {
  const [, year = '', month = '', day = '', hour = '', minutes = '', second = ''] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(propertyOf(observance, 'DTSTART')?.value ?? '') ?? [];
  const start = Date.parse(`${year}-${month}-${day}T${hour}:${minutes}:${second}Z`);
  if (Number.isNaN(start) || start > naive) return null;
  const rule = propertyOf(observance, 'RRULE')?.value ?? '';
  const byMonth = Number(/BYMONTH=(\d{1,2})/.exec(rule)?.[1] ?? 0);
  const [, nth, weekday = ''] = /BYDAY=([+-]?\d)(SU|MO|TU|WE|TH|FR|SA)/.exec(rule) ?? [];
  if (!/FREQ=YEARLY/.test(rule) || byMonth < 1 || byMonth > 12 || !nth) return start;
  const timeOfDay = start % (24 * 60 * minute);
  const thisYear = new Date(naive).getUTCFullYear();
  const onsets = [thisYear, thisYear - 1].map((candidate) => nthWeekday(candidate, byMonth - 1, weekday, Number(nth)) + timeOfDay);
  return onsets.find((onset) => onset <= naive && onset >= start) ?? start;
}

function nthWeekday(year: number, month: number, weekday: string, nth: number): number {
  const wanted = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'].indexOf(weekday);
  const edge = new Date(Date.UTC(year, nth > 0 ? month : month + 1, nth > 0 ? 1 : 0));
  const steps = nth > 0 ? ((wanted - edge.getUTCDay() + 7) % 7) + (nth - 1) * 7 : -((edge.getUTCDay() - wanted + 7) % 7) + (nth + 1) * 7;
  return edge.getTime() + steps * 24 * 60 * minute;
}

function offsetMinutes(value: string): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)/.exec(value.trim()) ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : null;
}

/** Minutes east of UTC at a local time in a zone of the IANA database, or null for other names. */
function offsetByName(zone: string, naive: number): number | null {
  if (!/^[A-Za-z_]+\/[A-Za-z_/+-]+$|^UTC$/.test(zone)) return null;
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(naive);
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find((part) => part.type === 'timeZoneName')?.value ?? '') ?? [];
    return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
  } catch {
    return null;
  }
}
