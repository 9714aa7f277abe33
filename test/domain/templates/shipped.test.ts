import { Liquid } from 'liquidjs';
import { describe, expect, test } from 'vitest';
import { shippedTemplates } from '../../../shared/domain/templates/shipped/shipped-templates.ts';
import { TemplateEvent } from '../../../shared/domain/templates/template-event.ts';
import { LanguageCode } from '../../../shared/domain/text/language-code.ts';
import { languageOf } from '../../../shared/domain/text/language-of.ts';

const liquid = new Liquid({ strictVariables: true, strictFilters: true, templates: {} });

const values = {
  ticket_number: 'SUP-1001',
  ticket_subject: 'Łódź: ß & ç',
  ticket_url: 'https://psa.contoso.example/tickets/SUP-1001',
  ticket_status: 'open',
  requester_name: 'Alice Ames',
  contact_name: 'Bob Brown',
  queue_name: 'Support',
  company_name: 'Contoso',
  technician_name: 'Tina Tech',
  reply_html: '<p>It works.</p>',
  reply_text: 'It works.',
  note_html: '<p>Ask Tom.</p>',
  note_text: 'Ask Tom.',
  reason: 'first response, 30 minutes',
};
const unknown = { ...values, ticket_subject: '', requester_name: '', contact_name: '', company_name: '', technician_name: '', reason: '' };
const team: TemplateEvent[] = ['sla-breached', 'ticket-assigned', 'client-replied', 'note-mention'];

const rendered = (language: LanguageCode, event: TemplateEvent, data: Record<string, string> = values) => {
  const { subject, html, text } = shippedTemplates[language][event];
  const render = (source: string): string => liquid.parseAndRenderSync(source, data);
  return { subject: render(subject), html: render(html), text: render(text) };
};
/** The variables of a source, sorted. */
const variables = (source: string): string[] => liquid.fullVariablesSync(source).toSorted();

test('every language has every event', () => {
  expect(Object.keys(shippedTemplates).toSorted()).toEqual(LanguageCode.options.toSorted());
  for (const templates of Object.values(shippedTemplates)) expect(Object.keys(templates)).toEqual(TemplateEvent.options);
});

describe.each(LanguageCode.options)('in %s each', (language) => {
  test('has the variables that it has in English', () => {
    for (const event of TemplateEvent.options)
      for (const part of ['subject', 'html', 'text'] as const)
        expect(variables(shippedTemplates[language][event][part]), event).toEqual(variables(shippedTemplates.en[event][part]));
  });

  test('is rendered with all that is known, and with nothing of the mail', () => {
    for (const event of TemplateEvent.options)
      for (const data of [values, unknown]) {
        const { subject, html, text } = rendered(language, event, data);
        expect(subject.match(/\[Ticket #[^\]]*\]/g)).toEqual(['[Ticket #SUP-1001]']);
        expect(subject).toMatch(/^\[Ticket #SUP-1001\] \S.{2,}$/);
        expect(html + text + subject, event).not.toMatch(/[{}]|undefined|null|\[object/);
        // no gap where something is missing
        expect(text, event).not.toMatch(/ [.,]|,\s*[,.:]| {2}/);
        expect(text.includes('SUP-1001') || event === 'technician-replied').toBe(true);
      }
  });

  test('says the same in HTML and in text', () => {
    const words = (form: string) => form.replace(/<[^>]*>|https?:\S+|SUP-1001/g, ' ').match(/[\p{L}\p{N}]+/gu);
    for (const event of TemplateEvent.options) {
      const { html, text } = rendered(language, event);
      expect(words(html), event).toEqual(words(text));
    }
  });

  test('is in its language, without shouting, and nobody is a man or a woman in it', () => {
    for (const event of TemplateEvent.options.filter((name) => name !== 'technician-replied')) {
      const { text } = rendered(language, event, { ...unknown, reply_text: '', note_text: '' });
      expect(text).not.toMatch(/[!¡]|\((?:e|a|in)\)|\p{L}[/*](?:in|a|e|trice)(?!\p{L})/u);
      // what the team is told is a line or two
      expect(team.includes(event) ? [language, null] : [language], text).toContain(languageOf(text.replaceAll('\n', ' ')));
    }
  });
});

describe('what stands in them', () => {
  test.each(LanguageCode.options)('%s greets by name, and without', (language) => {
    for (const event of ['ticket-created', 'ticket-resolved', 'ticket-closed'] as const) {
      const [greeting] = rendered(language, event).text.split('\n');
      expect(greeting).toMatch(/^\p{Lu}[\p{L} ]+,? Bob Brown[,:]$/u);
      expect(rendered(language, event, unknown).text.split('\n')[0]).toMatch(/^\p{Lu}[\p{L} ]+[,:]$/u);
    }
  });

  test.each(LanguageCode.options)('%s: a note is marked as internal, and is told to the team alone', (language) => {
    const marks = /internal|intern|interne|interna|wewnętrzna/i;
    const { subject, html, text } = rendered(language, 'note-mention');
    for (const part of [subject, html.split('\n')[0], text.split('\n')[0]]) expect(part).toMatch(marks);
    for (const event of TemplateEvent.options.filter((name) => name !== 'note-mention'))
      expect(variables(Object.values(shippedTemplates[language][event]).join(' '))).not.toContain('note_text');
  });

  test.each(LanguageCode.options)('%s: clients are told nothing that is for the team', (language) => {
    for (const event of TemplateEvent.options.filter((name) => !team.includes(name)))
      expect(variables(Object.values(shippedTemplates[language][event]).join(' '))).not.toContain('technician_name');
  });

  test('the confirmation says how to add something', () => {
    expect(rendered('en', 'ticket-created')).toEqual({
      subject: '[Ticket #SUP-1001] Łódź: ß & ç',
      text: [
        ...['Hello Bob Brown,', '', 'Thank you for your mail. We have opened ticket SUP-1001 for it: Łódź: ß & ç', ''],
        ...['To add something, just reply to this mail. Please leave the number in the subject.', ''],
        ...['The ticket: https://psa.contoso.example/tickets/SUP-1001', '', 'Kind regards', 'Contoso'],
      ].join('\n'),
      html: expect.stringContaining('<p>The ticket: <a href="https://psa.contoso.example/tickets/SUP-1001">SUP-1001</a></p>'),
    });
    expect(rendered('de', 'ticket-created', unknown).subject).toBe('[Ticket #SUP-1001] Wir haben Ihre Nachricht erhalten');
    expect(rendered('de', 'ticket-created', unknown).text).toContain('das Ticket SUP-1001 eröffnet.\n');
  });
});
