import { z } from 'zod';
import { layout } from '../templates/layout.ts';
import { renderTemplate } from '../templates/render-template.ts';
import { shippedTemplates } from '../templates/shipped/shipped-templates.ts';
import { shownName } from '../text/shown-name.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import { notificationKind } from './notification-kind.ts';

/**
 * The confirmation of a new ticket, in the language of who asks; without the mail's words where the
 * notification says so.
 */
export const ticketCreated = notificationKind({
  data: z.object({}),
  automatic: true,
  compose(_data, { quotesMail, language: owedIn, to }, ticket, { ticketUrl, signedBy }) {
    // those of an earlier version say none
    const language = owedIn ?? 'en';
    const event = 'ticket-created';
    const mail = renderTemplate(
      { event, queueId: null, language, ...shippedTemplates[language][event] },
      {
        ticket_number: ticket.number,
        ticket_subject: quotesMail ? mailSubjectOf(ticket) : '',
        ticket_url: ticketUrl,
        contact_name: (quotesMail && shownName(to.name)) || '',
        company_name: signedBy,
        queue_name: signedBy,
      },
    );
    // those that come with the program are rendered in its tests
    if ('problem' in mail) throw new Error(`Template ${event} in ${language}: ${mail.problem}`);
    const around = { signature: null, quote: null, footer: null, preheader: null, alsoSentTo: [] };
    return { subject: mail.subject, ...layout({ ...mail, ...around, language }) };
  },
});
