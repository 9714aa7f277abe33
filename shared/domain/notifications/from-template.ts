import { dateIn, type LaidOut, layout } from '../templates/layout.ts';
import { layoutWords } from '../templates/layout-words.ts';
import { renderTemplate } from '../templates/render-template.ts';
import { withoutTokens } from '../templates/subject-token.ts';
import { templateIdOf } from '../templates/template.ts';
import type { TemplateEvent } from '../templates/template-event.ts';
import type { TemplateValues } from '../templates/template-values.ts';
import { templatesFor } from '../templates/templates-for.ts';
import { cut } from '../text/cut.ts';
import type { LanguageCode } from '../text/language-code.ts';
import { shownName } from '../text/shown-name.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { MailTexts } from './mail-texts.ts';
import type { Notification } from './notification.ts';
import type { MailParts, MailWords } from './notification-kind.ts';

/** The row that is written, its ticket, and what it is written with. */
export type Written = { notification: Notification; ticket: Ticket; words: MailWords };

/** What stands around the words of a template. */
export type Around = Partial<Pick<LaidOut, 'signature' | 'quote' | 'footer' | 'preheader' | 'alsoSentTo'>>;

/** Titles are longer than any list of mails shows; the number stands before it. */
const maxTitle = 150;

/**
 * Writes a mail with the template for its event, its ticket's queue and its reader's language, in
 * the house's layout. `own`: what this event knows besides what every mail of a ticket says. A
 * template that can't be rendered is reported, and the next best serves; the last of them comes
 * with the program. Pure but for the report.
 */
export function fromTemplate(event: TemplateEvent, own: TemplateValues, written: Written, around: Around = {}): MailParts {
  const { notification, ticket, words } = written;
  const { templates, defaultLanguage, report } = words.texts;
  const wanted = languageOf(notification, ticket);
  for (const template of templatesFor(templates, event, ticket.queueId, wanted, defaultLanguage)) {
    const { language } = template;
    const mail = renderTemplate(template, { ...ticketValues(written, language), ...own });
    if ('problem' in mail) report(templateIdOf(template), mail);
    else return { subject: mail.subject, ...layout({ ...nothing, ...around, ...mail, language }) };
  }
  throw new Error(`Notification ${notification.id}: no template for ${event} can be rendered`);
}

const nothing: Required<Around> = { signature: null, quote: null, footer: null, preheader: null, alsoSentTo: [] };

/**
 * In which language a row is written; null: that of the organisation. Rows of earlier versions say
 * none.
 */
const languageOf = ({ language, audience }: Notification, ticket: Ticket): LanguageCode | null =>
  language ?? (audience === 'client' ? ticket.language : null);

/**
 * What every mail of a ticket may say: nothing that somebody else wrote where that may not stand.
 */
export function ticketValues({ notification, ticket, words }: Written, language: LanguageCode): TemplateValues {
  const { to, by, quotesMail, audience } = notification;
  const { queueName, companyName, technicianName }: MailTexts = words.texts;
  const mayQuote = quotesMail || audience === 'team';
  const title = audience === 'team' ? ticket.subject : mailSubjectOf(ticket);
  return {
    ticket_number: ticket.number,
    ticket_subject: mayQuote ? cut(withoutTokens(title), maxTitle) : '',
    ticket_url: words.ticketUrl,
    ticket_status: layoutWords[language].status[ticket.status],
    ticket_opened: dateIn(language, ticket.createdAt),
    requester_name: (mayQuote && shownName(ticket.requester.name)) || '',
    contact_name: (mayQuote && shownName(audience === 'team' ? ticket.requester.name : to.name)) || '',
    queue_name: queueName,
    company_name: companyName,
    technician_name: (by !== null && shownName(technicianName(by))) || '',
  };
}
