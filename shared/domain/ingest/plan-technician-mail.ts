import { planReply } from '../conversation/plan-reply.ts';
import { quotesNotice } from '../notifications/quotes-notice.ts';
import type { Check } from '../words/check.ts';
import { remark } from '../words/remark.ts';
import { messageItemIdOf } from './copies.ts';
import type { IngestFacts, RecentAnswers, TicketState } from './ingest-facts.ts';
import type { IngestPlan } from './ingest-plan.ts';
import { messageBody } from './message-body.ts';
import { planSentOn } from './plan-sent-on.ts';
import { planTechnicianNote, planUnwritten } from './plan-technician-note.ts';
import type { NotSent, TechnicianFacts, TechnicianMail } from './technician-mail.ts';
import { asWritten, techniciansWords } from './technicians-words.ts';

/**
 * What becomes of a mail by which a technician answers in a ticket: to what the client may read, a
 * reply as if they had written it in the ticket; to what only technicians got, a note. In doubt,
 * and where it can't be sent on as it is, a note too, and they are told so; of a mail without words
 * nothing is kept, and they are told. `signedId` makes the Message-ID of a notification. Pure.
 */
export function planTechnicianMail(
  facts: IngestFacts,
  place: { state: TicketState; checks: Check[] },
  known: TechnicianFacts,
  answers: RecentAnswers,
  signedId: (notificationId: string) => string,
): IngestPlan {
  const { ticket } = place.state;
  const messageItemId = messageItemIdOf(facts);
  const body = messageBody(facts, ticket.ticketId, messageItemId);
  const words = techniciansWords(facts, body, ticket.ticketId);
  const mail: TechnicianMail = { ...known, ...place, facts, messageItemId, body, words };
  if (words.isEmpty) return planUnwritten(mail, answers);
  if (known.answered === 'internal') return planTechnicianNote(mail, null, answers);
  const against = whyNot(mail);
  if (against) return planTechnicianNote(mail, against, answers);
  const plan = planReply(
    {
      ...known.reply,
      ...{ ticket, messageItemId, status: null, seen: null, sendAt: null, adHoc: null, now: facts.now },
      wanted: { to: null, cc: [], bcc: [] },
      written: asWritten(words, ticket.ticketId, known.writer),
    },
    signedId,
  );
  if (plan.kind === 'planned') return planSentOn(mail, plan);
  const isNobody = plan.kind === 'refused' && plan.field === 'to';
  const refused: NotSent = isNobody
    ? { why: 'nobody', reason: remark('not-sent-nobody') }
    : { why: 'large', reason: remark('not-sent-large') };
  return planTechnicianNote(mail, refused, answers);
}

/** Why a mail is not sent on that may answer what the client reads; null: it is. */
function whyNot({ answered, facts, state, words }: TechnicianMail): NotSent | null {
  const overSince = state.ticket.closedAt ?? state.ticket.resolvedAt;
  const { policy, now } = facts;
  if (answered === 'elsewhere') return { why: 'elsewhere', reason: remark('not-sent-elsewhere') };
  if (answered !== 'public') return { why: 'unclear', reason: remark('not-sent-unclear') };
  if (overSince !== null && now.getTime() - Date.parse(overSince) > policy.reopenDays * 86_400_000)
    return { why: 'closed', reason: remark('not-sent-closed', { days: policy.reopenDays }) };
  if (quotesNotice(words.text)) return { why: 'quotation', reason: remark('not-sent-quotation') };
  if (words.isTooLong) return { why: 'large', reason: remark('not-sent-large') };
  const { blocked } = words;
  if (!blocked?.blocked) return null;
  return { why: 'file', file: blocked.name, reason: remark('not-sent-file', { name: blocked.name, why: blocked.blocked.reason }) };
}
