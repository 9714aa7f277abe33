import { type Link, maxLinks, type Ticket } from '../tickets/ticket.ts';
import { eventsBetween } from '../tickets/ticket-event.ts';
import { remark } from '../words/remark.ts';
import type { Versioned } from './merge-step.ts';
import { changeTime, type Replacement } from './plan-ticket-change.ts';
import { notNow, type Refusal } from './refusal.ts';

type Facts = { by: string; now: Date };

/** A ticket with a link to another; null when it has it. Pure. */
export function planLink(place: Versioned, link: Link, facts: Facts): Replacement | Refusal | null {
  const { ticketId, number, links } = place.ticket;
  if (ticketId === link.ticketId) return notNow('number', remark('link-itself', { number }));
  if (links.some((other) => other.ticketId === link.ticketId && other.relation === link.relation)) return null;
  const others = links.filter((other) => other.ticketId !== link.ticketId);
  if (others.length >= maxLinks) return notNow('number', remark('link-too-many', { most: maxLinks }));
  return withLinks(place, [...others, link], facts);
}

/** A ticket without its links to another; null when it has none. Pure. */
export function planUnlink(place: Versioned, ticketId: string, facts: Facts): Replacement | null {
  const links = place.ticket.links.filter((link) => link.ticketId !== ticketId);
  return links.length === place.ticket.links.length ? null : withLinks(place, links, facts);
}

function withLinks({ ticket, etag }: Versioned, links: Link[], { by, now }: Facts): Replacement {
  const after: Ticket = { ...ticket, links, updatedAt: changeTime(ticket, now) };
  const occasion = { by: { kind: 'technician' as const, address: by }, at: after.updatedAt, cause: `change ${etag}` };
  return { ticketId: ticket.ticketId, version: etag, replace: after, create: eventsBetween(ticket, after, occasion), patch: [] };
}
