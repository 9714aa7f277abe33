import type { TemplateValues } from './template-values.ts';

/** A ticket that there never was: for a preview without one, and for checks. */
export const sampleValues = {
  ticket_number: 'SUP-1001',
  ticket_subject: 'Printer does not print',
  ticket_url: 'https://psa.contoso.example/tickets/SUP-1001',
  ticket_status: 'open',
  ticket_opened: '28 Nov 2026, 14:05 UTC',
  requester_name: 'Alice Ames',
  contact_name: 'Alice Ames',
  queue_name: 'Support',
  company_name: 'Contoso',
  technician_name: 'Tina Tech',
  reply_html: '<p>Please restart it, and print a test page.</p>',
  reply_text: 'Please restart it, and print a test page.',
  note_html: '<p>The toner is in the second drawer.</p>',
  note_text: 'The toner is in the second drawer.',
  reason: 'first response, 30 minutes',
} as const satisfies TemplateValues;

const keys = Object.keys(sampleValues);

/**
 * What templates are tried with before they are kept: all is known; nothing is but the number; and
 * everything is what HTML and header fields have a meaning for.
 */
export const trials: readonly Readonly<Record<string, string>>[] = [
  sampleValues,
  { ...Object.fromEntries(keys.map((key) => [key, ''])), ticket_number: 'SUP-1001', ticket_url: sampleValues.ticket_url },
  {
    ...Object.fromEntries(keys.map((key) => [key, `<b title="x">'&{{ ticket_number }}${'ä'.repeat(40)}`])),
    ticket_number: 'ABC-900000012',
    ticket_url: sampleValues.ticket_url,
    ticket_status: 'resolved',
  },
];
