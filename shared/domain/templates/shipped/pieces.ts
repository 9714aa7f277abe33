import type { TemplateEvent } from '../template-event.ts';

/** A template's sources, in Liquid. `html` is what stands in the layout, not a whole document. */
export type ShippedTemplate = { subject: string; html: string; text: string };

/** The templates of one language. */
export type ShippedTemplates = Record<TemplateEvent, ShippedTemplate>;

/** A paragraph: words that are the same in HTML and text, or each form of it. */
export type Piece = string | { html: string; text: string };

/**
 * A template out of its paragraphs, so that HTML and text say the same. `otherwise` is the subject
 * of a mail that may have none of the words of the mail that it answers. Words have no character
 * that HTML has a meaning for.
 */
export const mailOf = (otherwise: string, pieces: Piece[], prefix = ''): ShippedTemplate => ({
  subject: `[Ticket #{{ ticket_number }}] ${prefix}{{ ticket_subject | default: "${otherwise}" }}`,
  html: pieces.map((piece) => (typeof piece === 'string' ? `<p>${piece}</p>` : piece.html)).join('\n'),
  text: pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('\n\n'),
});

/** Words that stand there only if a variable has a value: an empty text is true in Liquid. */
export const given = (variable: string, words: string, otherwise = ''): string =>
  `{% if ${variable} != blank %}${words}${otherwise === '' ? '' : `{% else %}${otherwise}`}{% endif %}`;

/** The ticket's subject after a colon, or a full stop where it may not be told. */
export const subjectOrStop = (colon = ':'): string => given('ticket_subject', `${colon} {{ ticket_subject }}`, '.');

/** Where the ticket is looked at. `label` ends with what stands before an address: a colon. */
export const linkedAs = (label: string): Piece => ({
  html: `<p>${label} <a href="{{ ticket_url }}">{{ ticket_number }}</a></p>`,
  text: `${label} {{ ticket_url }}`,
});

/** The end of a letter by the house, not by a person. */
export const regards = (words: string): Piece => ({
  html: `<p>${words}<br>{{ company_name | default: queue_name }}</p>`,
  text: `${words}\n{{ company_name | default: queue_name }}`,
});

/** Lines "label: value": a line whose value is empty is left out. */
export const lines = (...rows: [label: string, variable: string][]): Piece => ({
  html: `<p>${rows.map(([label, variable]) => given(variable, `${label}: {{ ${variable} }}<br>`)).join('')}</p>`,
  text: rows.map(([label, variable]) => given(variable, `${label}: {{ ${variable} }}\n`)).join(''),
});

/** What a person wrote, made safe before it comes here. */
export const written = (variable: 'reply' | 'note'): Piece => ({
  html: `{{ ${variable}_html }}`,
  text: `{{ ${variable}_text }}`,
});

/** Words that must not be missed. */
export const marked = (words: string): Piece => ({ html: `<p><strong>${words}</strong></p>`, text: words });
