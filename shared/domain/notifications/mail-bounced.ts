import { z } from 'zod';
import { noticeMail } from '../templates/notice-mail.ts';
import { lowerAddress } from '../text/lower-address.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { inWords } from '../words/in-words.ts';
import { Remark } from '../words/remark.ts';
import { candidatesOf, technicianAt } from './candidates.ts';
import type { FanOutFacts } from './fan-out-facts.ts';
import { type Notification, owedNotification } from './notification.ts';
import { notificationKind } from './notification-kind.ts';

/** What technicians are told when a mail to somebody was returned. */
export const mailBounced = notificationKind({
  data: z.object({ address: z.string(), reason: Remark }),
  automatic: true,
  compose: ({ address, reason }, { language }, ticket, { ticketUrl, signedBy, texts }) =>
    noticeMail({
      language: language ?? texts.defaultLanguage,
      audience: { kind: 'returned', address, why: inWords(reason) },
      ticket: { number: ticket.number, subject: ticket.subject, url: ticketUrl },
      signedBy: texts.companyName || signedBy,
    }),
});

/**
 * Whom it tells that a notification was returned: whose ticket it is, and who wrote it; where that
 * is no technician, the queue's team. Once a day of an address. Never the one whose mail was
 * returned, and of what technicians get nobody: these would be returned as well. Pure.
 */
export function bounceNotices(
  { to, by, audience, kind, ticketId }: Notification,
  ticket: Ticket,
  reason: Remark,
  facts: FanOutFacts,
): Notification[] {
  if (audience === 'team' || kind === 'mail-bounced') return [];
  const address = lowerAddress(to.address);
  const theirs = [ticket.assignee, by]
    .flatMap((one) => (one === null ? [] : technicianAt(one, facts)))
    .filter(({ mayBeTold }) => mayBeTold);
  const people = theirs.length > 0 ? theirs : candidatesOf('queue-team', ticket, facts);
  const told = new Map(people.map((one) => [lowerAddress(one.address), one]));
  told.delete(address);
  const day = facts.now.toISOString().slice(0, 10);
  return [...told].map(([technician, { name, language = null }]) =>
    owedNotification(
      {
        ...{ ticketId, kind: 'mail-bounced', cause: `${address} ${day} ${technician}` },
        ...{ data: { address, reason }, to: { address: technician, name }, audience: 'team', language },
        ...{ quotesMail: false, mailId: null, inReplyTo: null, references: [] },
      },
      facts.now,
    ),
  );
}
