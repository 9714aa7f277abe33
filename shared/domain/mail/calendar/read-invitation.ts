import { textFromHtml } from '../../body/text-from-html.ts';
import type { Address, Invitation } from '../parsed-mail.ts';
import { type CalendarTime, readTime } from './calendar-time.ts';
import { type CalendarComponent, type CalendarProperty, calendarText, propertyOf, readCalendar } from './content-lines.ts';

/** The summary names no more attendees: a company's all-hands has thousands. */
const maxAttendees = 100;
const maxNoteLength = 5000;
const answers: Record<string, Invitation['attendees'][number]['answer']> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentative',
  DELEGATED: 'delegated',
};
const methods = new Set<string>(['request', 'reply', 'cancel', 'counter', 'declinecounter', 'refresh', 'add', 'publish']);

/**
 * What a calendar part says (RFC 5545; iTIP, RFC 5546): its first event, to-do or journal entry.
 * Null if it has none. Never throws; bounded.
 */
export function readInvitation(text: string): Invitation | null {
  const calendar = readCalendar(text).components.find((component) => component.name === 'VCALENDAR');
  const event = calendar?.components.find((component) => component.name !== 'VTIMEZONE');
  if (!calendar || !event) return null;
  const value = (name: string) => calendarText(propertyOf(event, name)?.value ?? '') || null;
  const method = propertyOf(calendar, 'METHOD')?.value.trim().toLowerCase() ?? '';
  const start = readTime(propertyOf(event, 'DTSTART'), calendar);
  const end = readTime(propertyOf(event, 'DTEND') ?? propertyOf(event, 'DUE'), calendar);
  const invitation: Omit<Invitation, 'summary'> = {
    method: methods.has(method) ? method : 'publish',
    cancelled: method === 'cancel' || value('STATUS')?.toUpperCase() === 'CANCELLED',
    what: value('SUMMARY')?.slice(0, 500) ?? '',
    start: start?.iso ?? null,
    end: end?.iso ?? null,
    zone: start?.zone ?? null,
    repeats: repetition(propertyOf(event, 'RRULE')?.value ?? ''),
    where: value('LOCATION')?.slice(0, 500) ?? null,
    organizer: person(propertyOf(event, 'ORGANIZER')),
    attendees: attendeesOf(event),
    note: (value('DESCRIPTION') ?? htmlNote(propertyOf(event, 'X-ALT-DESC')))?.slice(0, maxNoteLength) ?? null,
  };
  return { ...invitation, summary: summaryOf(invitation, start, end) };
}

/** Outlook writes the description as HTML as well, or only as HTML. */
function htmlNote(property: CalendarProperty | undefined): string | null {
  const html = calendarText(property?.value.slice(0, maxNoteLength * 20) ?? '');
  return textFromHtml(html).trim() || null;
}

function attendeesOf(event: CalendarComponent): Invitation['attendees'] {
  return event.properties
    .filter((property) => property.name === 'ATTENDEE')
    .slice(0, maxAttendees)
    .flatMap((property) => {
      const attendee = person(property);
      return attendee ? [{ ...attendee, answer: answers[property.parameters.get('PARTSTAT')?.toUpperCase() ?? ''] ?? null }] : [];
    });
}

function person(property: CalendarProperty | undefined): Address | null {
  const address =
    property?.value
      .trim()
      .replace(/^mailto:/i, '')
      .toLowerCase() ?? '';
  if (!property || !/^[^\s@<>]{1,256}@[^\s@<>]{1,255}$/.test(address)) return null;
  return { address, name: property.parameters.get('CN')?.trim().slice(0, 200) || null };
}

/**
 * "every 2 weeks, 10 times": frequency, interval and end of a rule (RFC 5545 3.3.10); the days are
 * in the calendar itself.
 */
function repetition(rule: string): string | null {
  const unit = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }[
    /FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)/.exec(rule)?.[1] ?? ''
  ];
  if (!unit) return null;
  const interval = Number(/INTERVAL=(\d{1,4})/.exec(rule)?.[1] ?? 1);
  const count = /COUNT=(\d{1,5})/.exec(rule)?.[1];
  const [, year, month, day] = /UNTIL=(\d{4})(\d\d)(\d\d)/.exec(rule) ?? [];
  return `every ${interval > 1 ? `${interval} ${unit}s` : unit}${count ? `, ${count} times` : ''}${year ? ` until ${year}-${month}-${day}` : ''}`;
}

/** A few lines for people: what, when, where, who, and the answer of an attendee who replied. */
function summaryOf(invitation: Omit<Invitation, 'summary'>, start: CalendarTime | null, end: CalendarTime | null): string {
  const { method, organizer, attendees, what, where, repeats } = invitation;
  const kind = invitation.cancelled
    ? 'Cancelled'
    : method === 'reply'
      ? 'Answer to an invitation'
      : method === 'counter'
        ? 'Another time is proposed'
        : 'Invitation';
  const replies = method === 'reply' || method === 'counter' ? attendees.filter((attendee) => attendee.answer) : [];
  return [
    `${kind}: ${what || '(no title)'}`,
    ...(start ? [`When: ${period(start, end)}${repeats ? `, ${repeats}` : ''}`] : []),
    ...(where ? [`Where: ${where.replace(/\s+/g, ' ')}`] : []),
    ...(organizer ? [`Organizer: ${written(organizer)}`] : []),
    ...replies.map((attendee) => `${written(attendee)}: ${attendee.answer}`),
  ].join('\n');
}

/** In the zone of the calendar. The end of a whole-day event is the day after (RFC 5545 3.6.1). */
function period(start: CalendarTime, end: CalendarTime | null): string {
  const zone = start.zone ? ` (${start.zone})` : '';
  const readable = (time: CalendarTime) => time.local.slice(0, 16).replace('T', ' ');
  if (!start.local.includes('T')) {
    const last = end && !end.local.includes('T') ? new Date(Date.parse(end.local) - 24 * 3600_000).toISOString().slice(0, 10) : start.local;
    return last > start.local ? `${start.local} to ${last}` : start.local;
  }
  if (!end) return `${readable(start)}${zone}`;
  const sameDay = end.local.slice(0, 10) === start.local.slice(0, 10);
  return `${readable(start)} to ${sameDay ? end.local.slice(11, 16) : readable(end)}${zone}`;
}

const written = ({ name, address }: Address) => (name ? `${name} <${address}>` : address);
