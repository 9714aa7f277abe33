import { notFound, ProblemError } from '../../api/problem.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import type { RenderedMail, TemplatePreview } from '../../api/template-preview.ts';
import { htmlFromText } from '../../domain/body/html-from-text.ts';
import { ticketValues } from '../../domain/notifications/from-template.ts';
import type { MailTexts } from '../../domain/notifications/mail-texts.ts';
import { owedNotification } from '../../domain/notifications/notification.ts';
import { replySignature } from '../../domain/notifications/reply-signature.ts';
import { layout } from '../../domain/templates/layout.ts';
import { problemInWords } from '../../domain/templates/problem-in-words.ts';
import { renderTemplate } from '../../domain/templates/render-template.ts';
import { Template } from '../../domain/templates/template.ts';
import { sampleValues } from '../../domain/templates/template-samples.ts';
import type { TemplateValues } from '../../domain/templates/template-values.ts';
import type { Message } from '../../domain/tickets/message.ts';
import type { Ticket } from '../../domain/tickets/ticket.ts';
import { readSetting } from '../settings/read-setting.ts';
import type { SettingDeps } from '../settings/setting-deps.ts';

/** What a preview reads. */
export type PreviewDeps = Pick<SettingDeps, 'store' | 'facts' | 'now'> & {
  ticket(idOrNumber: string): Promise<Ticket | null>;
  /** The messages of a ticket, the latest first. */
  messages(ticketId: string): AsyncIterable<Message>;
  textsFor(queueId: string): Promise<MailTexts>;
  ticketUrl(number: string): string;
};

/**
 * The mail that a template makes, as it is stored or as it is sent here: with a real ticket, whose
 * last message it carries, or one that there never was. Nothing is written. `by`: who asks.
 *
 * @throws ProblemError 404 without such a template or ticket, 422 when the template is wrong.
 */
export async function previewTemplate(
  deps: PreviewDeps,
  row: SettingRow,
  asked: TemplatePreview & { id: string; by: string | null },
): Promise<RenderedMail> {
  const stored = Template.parse((await readSetting(deps, row, asked.id)).item);
  const template = { ...stored, ...asked.template };
  const refusal = row.refusal?.(template, asked.id, null, await deps.facts());
  if (refusal) throw new ProblemError(422, asked.template ? `template ${refusal}` : refusal);
  const ticket = asked.ticket === undefined ? null : await deps.ticket(asked.ticket);
  if (asked.ticket !== undefined && !ticket) throw notFound('ticket', 'ticket', asked.ticket);
  const values = ticket ? await realValues(deps, template, ticket, asked.by) : sampleValues;
  const mail = renderTemplate(template, values);
  if ('problem' in mail) throw new ProblemError(422, problemInWords(mail));
  const { subject, ...body } = mail;
  const around = { quote: null, footer: null, preheader: null, alsoSentTo: [] };
  const signature = ticket && template.event === 'technician-replied' ? await signatureBelow(deps, template, ticket, asked.by) : null;
  return { subject, ...layout({ ...around, ...body, signature, language: template.language }), ticket: ticket?.number ?? null };
}

/** What stands below a reply of who asks. */
async function signatureBelow(deps: PreviewDeps, { language }: Template, { queueId, number }: Ticket, technician: string | null) {
  const texts = await deps.textsFor(queueId);
  const { queueName: queue_name, companyName: company_name } = texts;
  const technician_name = technician === null ? '' : (texts.technicianName(technician) ?? '');
  const values = { technician_name, queue_name, company_name, ticket_number: number };
  return replySignature(texts, { queueId, technician, language }, values);
}

async function realValues(deps: PreviewDeps, { event, language }: Template, ticket: Ticket, by: string | null): Promise<TemplateValues> {
  const texts = await deps.textsFor(ticket.queueId);
  const audience = teamEvents.has(event) ? ('team' as const) : ('client' as const);
  const owed = { ticketId: ticket.ticketId, kind: event, cause: 'preview', data: {}, to: ticket.requester, quotesMail: true };
  const notification = owedNotification({ ...owed, mailId: null, inReplyTo: null, references: [], audience, language, by }, deps.now());
  const words = { ticketUrl: deps.ticketUrl(ticket.number), signedBy: texts.companyName, texts };
  return { ...sampleMessages, ...ticketValues({ notification, ticket, words }, language), ...(await messageValues(deps, event, ticket)) };
}

const teamEvents = new Set<Template['event']>(['sla-breached', 'ticket-assigned', 'client-replied', 'note-mention']);
const { reply_html, reply_text, note_html, note_text, reason } = sampleValues;
const sampleMessages: TemplateValues = { reply_html, reply_text, note_html, note_text, reason };

/** So far back a message of the kind is looked for. */
const maxLooked = 50;
const kinds: Partial<Record<Template['event'], Message['kind']>> = {
  'technician-replied': 'reply',
  'client-replied': 'client',
  'note-mention': 'note',
};

/** The last message of the ticket that a mail of this event could have carried. */
async function messageValues({ messages }: PreviewDeps, event: Template['event'], { ticketId }: Ticket): Promise<TemplateValues> {
  const kind = kinds[event];
  if (!kind) return {};
  let looked = 0;
  for await (const message of messages(ticketId)) {
    looked += 1;
    if (looked > maxLooked) break;
    if (message.kind !== kind || message.outbox?.state === 'undone') continue;
    const text = (message.visibleText ?? message.text).trim();
    const html = message.visibleHtml ?? (message.visibleText === null ? message.html : null) ?? htmlFromText(text);
    return kind === 'note' ? { note_html: html, note_text: text } : { reply_html: html, reply_text: text };
  }
  return {};
}
