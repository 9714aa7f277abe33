import { describe, expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

/**
 * Distinguishes an automatic reply from somebody's words about one, or about their own absence.
 * `auto-reply` becomes no ticket, `list` a ticket without a confirmation: no request may be lost,
 * and no machine may be answered.
 */
const kindOf = async (shape: MailShape) => classify(await parseMail(aMail(shape))).kind;
const thread = { inReplyTo: '<ticket.1@contoso.example>', references: ['<ticket.1@contoso.example>'] };
const encoded = (subject: string) => `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
const until = 'I am out of the office until 05/03/2026.';

describe('the null return path (RFC 3834 3.3, RFC 5321 4.5.5)', () => {
  const own = { subject: 'Your message', text: 'It has arrived. An answer follows as soon as I can.' };
  const nullPath = { 'Return-Path': '<>' };
  test.each<[string, MailShape]>([
    ['with Precedence: bulk, in words of its own', { ...own, headers: { ...nullPath, Precedence: 'bulk' } }],
    ['alone, in words of its own', { ...own, headers: nullPath }],
    ['in words that we do not know', { subject: encoded('Sjálfvirkt svar'), text: 'Ég er í fríi til 5. mars.', headers: nullPath }],
    ['with a comment in it', { ...own, headers: { 'Return-Path': '<> (null)' } }],
    [
      'calls itself automatic, and speaks of the mail that it answers',
      { text: 'This is an automated message: your e-mail has arrived.', headers: nullPath },
    ],
    ['asks a question, but tells of an absence', { text: `${until}\nIs it urgent? Call 555 0100.`, headers: nullPath }],
  ])('an automatic reply: %s', async (_what, shape) => {
    expect(await kindOf(shape)).toBe('auto-reply');
  });

  test.each<[string, MailShape]>([
    ['what an inbox rule forwards is somebody’s mail', { subject: 'FW: Printer', text: 'It prints stripes.', headers: nullPath }],
    [
      '… also when it is marked as generated and answers something',
      {
        subject: 'WG: Drucker',
        ...thread,
        headers: { ...nullPath, 'Auto-Submitted': 'auto-generated', 'X-MS-Exchange-Inbox-Rules-Loop': 'a@b.example' },
      },
    ],
    ['a list', { ...own, headers: { ...nullPath, 'List-Unsubscribe': '<mailto:leave@lists.example>' } }],
    ['a monitor', { from: 'Server room <monitoring@fabrikam.example>', subject: 'Temperature', text: '31 °C', headers: nullPath }],
    ['a scanner', { from: 'scanner2@fabrikam.example', subject: 'Scan 0042', text: 'See the file.', headers: nullPath }],
    ['a notice in the name of somebody', { subject: 'Disk full', text: 'This is an automated message. 98 % used.', headers: nullPath }],
    ['a helpdesk', { ...own, headers: { ...nullPath, 'X-ServiceNow-Generated': 'true' } }],
    ['somebody whose mail program is named', { ...own, headers: { ...nullPath, 'User-Agent': 'Mozilla Thunderbird' } }],
    ['a web form', { subject: 'Contact', text: 'Name: Bob\nPhone: 555 0100\nMessage: The site is down', headers: nullPath }],
    ['a web form by its script', { ...own, headers: { ...nullPath, 'X-PHP-Originating-Script': '33:mail.php' } }],
    ['somebody who sends a file', { ...own, headers: nullPath, attachments: [{ name: 'log.txt', content: 'x' }] }],
    ['somebody who asks', { subject: 'Printer', text: 'Why does it print stripes?', headers: nullPath }],
  ])('a ticket without a confirmation: %s', async (_what, shape) => {
    expect(await kindOf(shape)).toBe('list');
  });
});

const programSubjects: [string, string, string][] = [
  ['en', 'Automatic reply: Printer', until],
  ['de', 'Automatische Antwort: Drucker', 'Ich bin bis Montag nicht im Büro.'],
  ['fr', 'Réponse automatique : Imprimante', 'Je suis absent jusqu’au 20 janvier.'],
  ['es', 'Respuesta automática: Impresora', 'Estaré fuera de la oficina.'],
  ['it', 'Risposta automatica: Stampante', 'Sono assente fino a lunedì.'],
  ['pt', 'Resposta automática: Impressora', 'Estou de férias.'],
  ['nl', 'Automatisch antwoord: Printer', 'Ik ben afwezig tot maandag.'],
  ['sv', 'Autosvar: Skrivare', 'Jag är på semester.'],
  ['da, no', 'Automatisk svar: Printer', 'Jeg er på ferie.'],
  ['fi', 'Automaattinen vastaus: Tulostin', 'Olen lomalla maanantaihin asti.'],
  ['pl', 'Odpowiedź automatyczna: Drukarka', 'Jestem na urlopie.'],
  ['cs', 'Automatická odpověď: Tiskárna', 'Mám dovolenou.'],
  ['ru', 'Автоматический ответ: Принтер', 'Я в отпуске.'],
  ['ja', '自動応答: プリンター', '休暇中です。'],
];

describe('the subject and the text of an absence note', () => {
  test.each(programSubjects)('of a mail that replies to another: an automatic reply (%s)', async (_language, subject, text) => {
    expect(await kindOf({ subject: encoded(subject), text, ...thread })).toBe('auto-reply');
  });

  test.each(programSubjects)(
    'of a mail that replies to nothing: a ticket without a confirmation (%s)',
    async (_language, subject, text) => {
      expect(await kindOf({ subject: encoded(subject), text })).toBe('list');
    },
  );

  test('old versions of Exchange write what they reply to only into Thread-Index and Thread-Topic', async () => {
    const exchange = { 'Thread-Index': Buffer.from([1, ...new Uint8Array(26)]).toString('base64'), 'Thread-Topic': 'Printer' };
    expect(await kindOf({ subject: 'Out of Office: Printer', text: until, headers: exchange })).toBe('auto-reply');
    // the first mail of a conversation, in Outlook
    const first = { ...exchange, 'Thread-Index': Buffer.from([1, ...new Uint8Array(21)]).toString('base64') };
    expect(await kindOf({ subject: 'Out of Office: Printer', text: until, headers: first })).toBe('list');
  });

  test.each<[string, MailShape]>([
    ['out of office, in front of what is answered', { subject: 'Out of Office: Printer', text: until }],
    ['an absence in a thread', { subject: 'Vacation: portal is down', text: 'I am away from my desk until 3.', ...thread }],
    [
      'somebody answers what AOL marked',
      { subject: 'Re: Printer (Automatic Response)', text: 'I am back in the office on Monday.', ...thread },
    ],
  ])('may be a machine, so it is not answered: %s', async (_what, shape) => {
    expect(await kindOf(shape)).toBe('list');
  });
});

describe('comments in the fields that machines write (RFC 5322 3.2.2)', () => {
  test.each<[string, string, Record<string, string>]>([
    ['auto-reply', 'before the keyword', { 'Auto-Submitted': '(x) auto-replied' }],
    ['auto-reply', 'nested, and folded', { 'Auto-Submitted': '(a (b)\r\n c)\r\n auto-replied; owner-email="a@b.example"' }],
    ['auto-reply', 'with a bracket that is escaped', { 'Auto-Submitted': '(a \\) b) auto-replied' }],
    ['auto-reply', 'Precedence', { Precedence: '(old) auto_reply' }],
    ['auto-reply', 'X-Autoreply', { 'X-Autoreply': '(Sieve) yes' }],
    ['list', 'auto-generated', { 'Auto-Submitted': '(cron) auto-generated' }],
    ['list', 'a keyword that came later (RFC 3834 5)', { 'Auto-Submitted': 'auto-forwarded' }],
    ['list', 'Precedence: bulk', { Precedence: '(mass mail) bulk' }],
    ['list', 'the return path of a list', { 'Return-Path': '(envelope) <owner-users@lists.example>' }],
    ['person', 'no is no', { 'Auto-Submitted': 'no (vacation is over)' }],
    ['person', 'X-Autoreply says no', { 'X-Autoreply': '(default) no' }],
  ])('%s: %s', async (kind, _where, headers) => {
    expect(await kindOf({ headers })).toBe(kind);
  });

  test.each(['multipart/report (RFC 6522); report-type=delivery-status', '(x) multipart/report; (y) report-type = "delivery-status"'])(
    'a report is one: %s',
    async (type) => {
      const body = '--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b--\r\n';
      expect(await kindOf({ headers: { 'Content-Type': `${type}; boundary=b` }, body })).toBe('bounce');
    },
  );
});
