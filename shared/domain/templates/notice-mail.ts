import { escapeHtml } from '../text/escape-html.ts';
import type { LanguageCode } from '../text/language-code.ts';
import { layout, ticketFooter } from './layout.ts';
import { noticeWords } from './notice-words.ts';
import type { TemplateSources } from './template.ts';
import type { TemplateEvent } from './template-event.ts';

/**
 * A notice in a sentence or two, of what no template tells: technicians of what happened
 * (`events`), those who take part in a ticket that somebody opened, or a client of their new link.
 */
export type Notice = {
  language: LanguageCode;
  audience: { kind: 'team'; events: readonly TemplateEvent[] } | { kind: 'takes-part' | 'new-link' };
  ticket: { number: string; subject: string; url: string };
  signedBy: string;
};

/**
 * The mail of a notice, in the house's layout. What is for technicians says that it is, in subject
 * and text. Nothing that a note or a message says is in it. Pure.
 */
export function noticeMail({ language, audience, ticket, signedBy }: Notice): TemplateSources {
  const words = noticeWords[language];
  const isInternal = audience.kind === 'team';
  const toClient = audience.kind === 'new-link' ? words.newLink : words.takesPart;
  const lines = audience.kind === 'team' ? [words.onlyTeam, ...audience.events.map((event) => words.team[event])] : [toClient];
  const all = [...lines, ticket.subject, signedBy].filter((line) => line !== '');
  const mail = layout({
    language,
    text: all.join('\n\n'),
    html: all.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n'),
    footer: ticketFooter(language, ticket.number, ticket.url),
    ...{ signature: null, quote: null, preheader: null, alsoSentTo: [] },
  });
  return { subject: `[Ticket #${ticket.number}] ${isInternal ? words.internal : ''}${ticket.subject || toClient}`, ...mail };
}
