import { fromTemplate } from '../shared/domain/notifications/from-template.ts';
import { plainTexts } from '../shared/domain/notifications/mail-texts.ts';
import { owedNotification } from '../shared/domain/notifications/notification.ts';
import { LanguageCode } from '../shared/domain/text/language-code.ts';
import { Ticket } from '../shared/domain/tickets/ticket.ts';
import { median } from './pure-path.ts';

/** What writing a mail costs in CPU milliseconds: its template and the layout, in both forms. */
export type RenderingFigures = { mails: number; cpuMsPerMail: number };

const at = '2026-11-02T08:00:00.000Z';
const alice = { address: 'alice@fabrikam.example', name: 'Alice Ames' };
const ticket = Ticket.parse({
  ...{ id: 'ticket', type: 'ticket', schemaVersion: 1, ticketId: 'bench', number: 'SUP-1001', mailboxId: 'support', queueId: 'support' },
  ...{ subject: 'The printer is out of paper', status: 'open', requester: alice, client: null, participants: [], links: [] },
  ...{ mergedInto: null, createdAt: at, updatedAt: at, closedAt: null, openedBy: '<1@fabrikam.example>', searchText: '' },
});
const paragraphs = Array.from({ length: 12 }, (_, n) => `Paragraph ${n} of an answer that says what was done & what is next.`);
const reply = {
  reply_html: paragraphs.map((words) => `<p>${words.replace('&', '&amp;')}</p>`).join('\n'),
  reply_text: paragraphs.join('\n\n'),
};
const around = {
  signature: { html: '<p>Tina Tech<br>Contoso</p>', text: 'Tina Tech\nContoso' },
  quote: { from: alice, at, text: 'The printer does not print.\n'.repeat(20) },
};

/**
 * What a technician's reply costs to be written, in each language: the median of the passes over
 * the same mails. Templates are parsed by then, as they are after the first mail of a process.
 */
export function benchRendering(passes = 15, mails = 400): RenderingFigures {
  const owed = { ticketId: 'bench', kind: 'technician-replied', cause: 'x', data: {}, to: alice, quotesMail: true };
  const words = { ticketUrl: 'https://psa.contoso.example/tickets/SUP-1001', signedBy: 'Support', texts: plainTexts('Support') };
  const rows = LanguageCode.options.map((language) =>
    owedNotification({ ...owed, mailId: null, inReplyTo: null, references: [], language }, new Date(at)),
  );
  const measured = Array.from({ length: passes + 5 }, () => {
    const cpu = process.cpuUsage();
    for (let n = 0; n < mails; n += rows.length)
      for (const notification of rows) fromTemplate('technician-replied', reply, { notification, ticket, words }, around);
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1000 / mails;
  });
  // the first passes warm up the compiler
  return { mails, cpuMsPerMail: Number(median(measured.slice(5)).toFixed(4)) };
}

if (import.meta.main) console.log(JSON.stringify(benchRendering()));
