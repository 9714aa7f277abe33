import { composeMail } from '../domain/mail/compose-mail.ts';
import type { OutgoingMail } from '../domain/mail/outgoing-mail.ts';
import type { Pace } from '../domain/notifications/pace.ts';
import { type SentMail, sentMail, sentMailName } from '../domain/notifications/sent-mail.ts';
import { remark } from '../domain/words/remark.ts';
import { MailSenderError } from '../errors.ts';
import type { MailSender, SendResult } from '../ports/mail-sender.ts';
import type { Pacing } from './pace-sending.ts';

/** By what the mail leaves, and what that takes. */
export type PacedChannel = { name: string; pace: Pace; open(): Promise<MailSender> };

/** What handing a mail over reads and writes. */
export type HandOverDeps = {
  now(): Date;
  pacing: Pacing;
  /** Keeps a raw mail under a name; one that is there is written anew. */
  keepRaw(name: string, raw: Uint8Array): Promise<void>;
};

/**
 * `again`: an earlier try may have got through. `paced`: this is the time that was booked for it.
 */
export type HandOverOptions = { ticketId: string; notificationId: string; again: boolean; paced: boolean };

/**
 * What the channel said, with the mail as it got it, to be kept with that; or when it will be
 * asked: a time that is booked for this mail.
 */
export type HandedOver = (SendResult & { copy?: SentMail }) | { kind: 'waits'; until: Date };

/** When a channel that is busy says nothing. */
const busyMs = 60_000;

/**
 * Hands a mail to its channel when it is its turn. Its bytes are kept, like those of what comes in:
 * by the caller, or here if they are many, or if nobody knows whether it left. A channel that is
 * busy nonetheless is closed for all instances for as long as it says, and the mail gets a later
 * time.
 *
 * @throws MailSenderError when the channel can't take it now for another reason.
 */
export async function handOver(
  deps: HandOverDeps,
  channel: PacedChannel,
  mail: OutgoingMail,
  { ticketId, notificationId, again, paced }: HandOverOptions,
): Promise<HandedOver> {
  const { now, pacing, keepRaw } = deps;
  const { name, pace } = channel;
  const lane = 'Auto-Submitted' in mail.headers ? 'automatic' : 'person';
  const until = paced ? null : await pacing.permit(name, pace, lane);
  if (until) return { kind: 'waits', until };
  const raw = await written(mail, now());
  if (!(raw instanceof Uint8Array)) return raw;
  const copy = sentMail({ ticketId, notificationId }, raw, now());
  const keep = () => keepRaw(sentMailName(notificationId), raw);
  const [sender] = await Promise.all([channel.open(), copy ?? keep()]);
  try {
    const result = await sender.send(mail, { again });
    return copy ? { ...result, copy } : result;
  } catch (error) {
    if (!(error instanceof MailSenderError)) throw error;
    if (error.perhapsTaken && copy) await keep();
    if (!error.isBusy) throw error;
    await pacing.close(name, new Date(now().getTime() + (error.retryAfterMs ?? busyMs)));
    const later = await pacing.permit(name, pace, lane);
    if (later) return { kind: 'waits', until: later };
    throw error;
  }
}

async function written(mail: OutgoingMail, date: Date): Promise<Uint8Array | SendResult> {
  try {
    return await composeMail(mail, date);
  } catch (error) {
    return { kind: 'refused', reason: remark('channel-refused', { said: error instanceof Error ? error.message : String(error) }) };
  }
}
