import { problemOfFiles } from '../../domain/mail/channel-limits.ts';
import { composeMail } from '../../domain/mail/compose-mail.ts';
import type { OutgoingMail } from '../../domain/mail/outgoing-mail.ts';
import { ownIdField, ownIdOf } from '../../domain/mail/own-id.ts';
import type { GraphMailbox } from '../../domain/mailboxes/mailbox.ts';
import { remark } from '../../domain/words/remark.ts';
import { MailSourceError } from '../../errors.ts';
import type { MailSender, SendResult } from '../../ports/mail-sender.ts';
import type { Graph } from './graph-api.ts';
import { graphLimits } from './graph-limits.ts';
import { sendAsDraft } from './graph-send-draft.ts';
import { refusalOrThrow } from './graph-send-failure.ts';
import { findSent } from './graph-sent-mail.ts';

/**
 * A mail of about 2,240 kB or more is answered with 200 and not sent (microsoft-graph-docs issue
 * 13979).
 */
const maxMimeBytes = 2_000_000;

/**
 * Sends from a Microsoft 365 mailbox itself, so that the mail stands in its Sent Items: as MIME,
 * and one that is larger as a draft whose files are uploaded. `mail.from.address` has to be the
 * mailbox's own, or one that it may send as.
 *
 * Graph knows no operation id. Before a second try (`again`) the mailbox is asked for the mail: by
 * our Message-ID, by our id in a field of its own, and where Exchange replaced both, by the newest
 * in Sent Items. Twice a mail leaves only if the first answer was lost and none of these shows it
 * yet: a mail that was taken is in Sent Items after seconds, and a second try comes a minute later
 * at the earliest; or if somebody removed it for good from there within that minute.
 */
export function graphSender(graph: Graph, mailbox: Pick<GraphMailbox, 'user'>, now: () => Date): MailSender {
  const user = `/users/${encodeURIComponent(mailbox.user)}`;
  return {
    async send(mail, { again } = { again: false }) {
      const ours = { ...mail, headers: { ...mail.headers, [ownIdField]: ownIdOf(mail) } };
      const reason = problemOfFiles(
        mail.attachments.map(({ name, type, bytes }) => ({ name, type, size: bytes.length })),
        graphLimits,
      );
      if (reason) return { kind: 'refused', reason };
      try {
        const raw = await composed(ours, now());
        if ('kind' in raw) return raw;
        const sent = again ? await findSent(graph, user, mail) : null;
        if (sent) return accepted(mail, sent.messageId);
        if (raw.bytes.length < maxMimeBytes) {
          const { status } = await graph.post(`${user}/sendMail`, 'text/plain', inBase64(raw.bytes));
          // it is beyond a limit that was lowered
          if (status !== 200) return accepted(mail, null);
        }
        const bare = await composed({ ...ours, attachments: [] }, now());
        if ('kind' in bare) return bare;
        return accepted(mail, await sendAsDraft(graph, user, mail, inBase64(bare.bytes)));
      } catch (error) {
        if (!(error instanceof MailSourceError)) throw error;
        return refusalOrThrow(error, mail);
      }
    },
  };
}

const accepted = (mail: OutgoingMail, messageId: string | null): SendResult =>
  messageId === null || messageId === mail.messageId ? { kind: 'accepted' } : { kind: 'accepted', finalMessageId: messageId };

/** What can't be written can never be sent. */
async function composed(mail: OutgoingMail, date: Date): Promise<{ bytes: Uint8Array } | Extract<SendResult, { kind: 'refused' }>> {
  try {
    return { bytes: await composeMail(mail, date) };
  } catch (error) {
    return { kind: 'refused', reason: remark('channel-refused', { said: error instanceof Error ? error.message : String(error) }) };
  }
}

const inBase64 = (bytes: Uint8Array): Uint8Array => Buffer.from(Buffer.from(bytes).toString('base64'));
