import { composeMail } from '../../shared/domain/mail/compose-mail.ts';
import type { OutgoingMail } from '../../shared/domain/mail/outgoing-mail.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { MailSenderError } from '../../shared/errors.ts';
import type { SendResult } from '../../shared/ports/mail-sender.ts';

/**
 * A channel that takes MIME, as an SMTP server would: `outbox` holds what left, by operation id.
 * `throttleNext` turns the next mail away for so many seconds.
 */
export function aMimeSender() {
  const outbox = new Map<string, Uint8Array>();
  let seconds: number | null = null;
  let isAnswerLost = false;
  return {
    outbox,
    throttleNext(forSeconds: number) {
      seconds = forSeconds;
    },
    loseNextAnswer() {
      isAnswerLost = true;
    },
    async send(mail: OutgoingMail): Promise<SendResult> {
      if (seconds !== null) {
        const retryAfterMs = seconds * 1000;
        seconds = null;
        throw new MailSenderError('452 too many mails', { retryAfterMs });
      }
      if (outbox.has(mail.operationId)) return { kind: 'accepted' };
      try {
        outbox.set(mail.operationId, await composeMail(mail, new Date('2026-11-28T12:00:00Z')));
        if (!isAnswerLost) return { kind: 'accepted' };
        isAnswerLost = false;
        return { kind: 'uncertain', reason: remark('smtp-being-looked-for', { host: 'localhost' }), canLook: true };
      } catch (error) {
        return { kind: 'refused', reason: remark('channel-refused', { said: String(error) }) };
      }
    },
  };
}
