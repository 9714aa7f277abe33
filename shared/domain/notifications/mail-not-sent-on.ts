import { z } from 'zod';
import { layout, ticketFooter } from '../templates/layout.ts';
import { notSentOnWords } from '../templates/not-sent-on-words.ts';
import { noticeWords } from '../templates/notice-words.ts';
import { cut } from '../text/cut.ts';
import { escapeHtml } from '../text/escape-html.ts';
import { type Notification, owedNotification } from './notification.ts';
import { notificationKind } from './notification-kind.ts';

const Data = z.object({
  why: z.enum(['unclear', 'elsewhere', 'closed', 'file', 'quotation', 'nobody', 'large', 'empty']),
  file: z.string().max(300).exactOptional(),
});

/** Why a technician's mail was not sent on; `file`: the name of the file that it is about. */
export type NotSentOnBecause = z.infer<typeof Data>;

/** What a technician is told of a mail of theirs that did not go to the client. */
export const mailNotSentOn = notificationKind({
  data: Data,
  automatic: true,
  compose({ why, file }, notification, ticket, { ticketUrl, signedBy, texts }) {
    const language = notification.language ?? texts.defaultLanguage;
    const words = notSentOnWords[language];
    const reason = words.why[why].replace('{file}', () => file ?? '');
    const { internal, onlyTeam } = noticeWords[language];
    const lines = [why === 'empty' ? words.gone : words.kept, reason, words.remedy, onlyTeam, texts.companyName || signedBy];
    const mail = layout({
      language,
      text: lines.join('\n\n'),
      html: lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n'),
      footer: ticketFooter(language, ticket.number, ticketUrl),
      ...{ signature: null, quote: null, preheader: null, alsoSentTo: [] },
    });
    return { subject: `[Ticket #${ticket.number}] ${internal}${words.subject}`, ...mail };
  },
});

/**
 * The notification to a technician that their mail did not go to the client; `inReplyTo` is its
 * Message-ID. Pure.
 */
export const notSentOn = (
  { ticketId, to, mailId, inReplyTo }: Pick<Notification, 'ticketId' | 'to' | 'mailId' | 'inReplyTo'>,
  { why, file }: NotSentOnBecause,
  now: Date,
): Notification =>
  owedNotification(
    {
      ...{ ticketId, kind: 'mail-not-sent-on', cause: mailId ?? '', to, mailId, inReplyTo, quotesMail: false, audience: 'team' },
      data: { why, ...(file === undefined ? {} : { file: cut(file, 300) }) },
      references: inReplyTo === null ? [] : [inReplyTo],
    },
    now,
  );
