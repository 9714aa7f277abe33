import { escapeHtml } from '../text/escape-html.ts';
import type { LanguageCode } from '../text/language-code.ts';
import { layout, ticketFooter } from './layout.ts';
import { type NoticeWords, noticeWords } from './notice-words.ts';
import type { TemplateSources } from './template.ts';
import type { TemplateEvent } from './template-event.ts';

/**
 * A notice in a sentence or two, of what no template tells: technicians of what happened
 * (`events`), or of a mail that was `returned`; those who take part in a ticket that somebody
 * opened; a client of their new link.
 */
export type Notice = {
  language: LanguageCode;
  audience:
    | { kind: 'team'; events: readonly TemplateEvent[] }
    | { kind: 'returned'; address: string; why: string }
    | { kind: 'takes-part' | 'new-link' };
  ticket: { number: string; subject: string; url: string };
  signedBy: string;
};

/**
 * The mail of a notice, in the house's layout. What is for technicians says that it is, in subject
 * and text. Nothing that a note or a message says is in it. Pure.
 */
export function noticeMail({ language, audience, ticket, signedBy }: Notice): TemplateSources {
  const words = noticeWords[language];
  const { lines, title, isInternal } = saidTo(audience, words);
  const all = [...lines, ticket.subject, signedBy].filter((line) => line !== '');
  const mail = layout({
    language,
    text: all.join('\n\n'),
    html: all.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n'),
    footer: ticketFooter(language, ticket.number, ticket.url),
    ...{ signature: null, quote: null, preheader: null, alsoSentTo: [] },
  });
  return { subject: `[Ticket #${ticket.number}] ${isInternal ? words.internal : ''}${title ?? (ticket.subject || lines[0])}`, ...mail };
}

/** The lines of a notice; `title`: its subject, where that is not the ticket's. */
function saidTo(audience: Notice['audience'], words: NoticeWords): { lines: string[]; title: string | null; isInternal: boolean } {
  switch (audience.kind) {
    case 'team':
      return { lines: [words.onlyTeam, ...audience.events.map((event) => words.team[event])], title: null, isInternal: true };
    case 'returned': {
      const returned = words.returned.replace('{address}', () => audience.address);
      return { lines: [words.onlyTeam, returned, audience.why, words.heldFromNow], title: returned, isInternal: true };
    }
    case 'takes-part':
      return { lines: [words.takesPart], title: null, isInternal: false };
    case 'new-link':
      return { lines: [words.newLink], title: null, isInternal: false };
  }
}
