import { expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import type { ParsedMail } from '../../../shared/domain/mail/parsed-mail.ts';
import { gatewayReports } from '../../fixtures/bounces/gateway-reports.ts';
import { serverReports } from '../../fixtures/bounces/server-reports.ts';
import { smtpReplies } from '../../fixtures/bounces/smtp-replies.ts';
import { aMail } from '../../support/a-mail.ts';

/** Numbers that look random and are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const reports = [...Object.values(serverReports), ...Object.values(gatewayReports)].map(([report]) => report);
const replies = Object.values(smtpReplies).flat();
const scraps = [
  ...replies,
  '<<<',
  '>>> RCPT TO:<',
  '@',
  '<@>',
  '(reason: ',
  'Final-Recipient: rfc822; ',
  '\n\n',
  '\r',
  '\0',
  '::::',
  '550-5.7.1 ',
  '((((',
  '"',
  '\u{1f98a}',
  '[[[',
  '= ',
  '\t',
];

/** Cuts, repeats, swaps and inserts pieces. */
function mutate(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const length = Math.floor(random() * 60);
  const scrap = scraps[Math.floor(random() * scraps.length)] ?? '';
  switch (Math.floor(random() * 5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + text.slice(at, at + length).repeat(1 + Math.floor(random() * 20)) + text.slice(at);
    case 2:
      return text.slice(0, at) + scrap + text.slice(at);
    case 3:
      return text.slice(at) + text.slice(0, at);
    default:
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x3000)) + text.slice(at + 1);
  }
}

const cpuMs = (run: () => unknown): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const base: ParsedMail = await parseMail(
  aMail({ from: 'MAILER-DAEMON@mx.example', report: 'delivery-status', attachments: [{ type: 'message/delivery-status', content: 'x' }] }),
);

/**
 * A mail that everything looks at: a mail system as sender, the text as its text, as its delivery
 * status and as the mail that it returns.
 */
function aBounceOf(text: string): ParsedMail {
  const content = Buffer.from(text);
  const part = (contentType: string) => ({
    ...{ name: null, disposition: null, contentId: null, contentLocation: null, sha256: '', foundIn: 'mail' as const },
    ...{ contentType, content, size: content.length },
  });
  const parts = [part('message/delivery-status'), part('message/rfc822'), part('text/plain')];
  return { ...base, text, subject: text.slice(0, 500), parts };
}

test('nothing makes it throw: 800 mutations of reports', () => {
  const random = seeded(20261102);
  for (let turn = 0; turn < 800; turn += 1) {
    let text = reports[turn % reports.length] ?? '';
    for (let times = 0; times <= turn % 6; times += 1) text = mutate(text, random);
    const mail = aBounceOf(turn % 2 === 0 ? text : text.replace(/^/gm, 'Diagnostic-Code: '));
    expect(() => classify(mail), text).not.toThrow();
  }
});

test('raw mails, mutated as bytes', async () => {
  const random = seeded(7);
  for (let turn = 0; turn < 250; turn += 1) {
    const raw = Buffer.from(
      aMail({
        from: 'MAILER-DAEMON@mx.example',
        text: reports[turn % reports.length] ?? '',
        report: 'delivery-status',
        headers: { 'Return-Path': '<>', 'X-Failed-Recipients': 'a@b.example' },
      }),
    );
    for (let times = 0; times < 8; times += 1) raw[Math.floor(random() * raw.length)] = Math.floor(random() * 256);
    const mail = await parseMail(raw);
    expect(() => classify(mail)).not.toThrow();
  }
});

/**
 * What makes a backtracking expression slow: long runs of what it repeats, and almost what it looks
 * for.
 */
const attacks: Record<string, string> = {
  blanks: ' '.repeat(300_000),
  'line ends': '\n'.repeat(300_000),
  'at signs': '@'.repeat(300_000),
  'half addresses': 'a@'.repeat(150_000),
  addresses: 'bob@fabrikam.example '.repeat(15_000),
  'addresses line by line': '<bob@fabrikam.example>: host said 550\n'.repeat(8000),
  'many recipients': Array.from(
    { length: 8000 },
    (_, index) => `Final-Recipient: rfc822; a${index}@b.example\nAction: failed\nDiagnostic-Code: smtp; 550 user\n\n`,
  ).join(''),
  'one long word': 'a'.repeat(300_000),
  'words without end': 'user '.repeat(60_000),
  'almost a phrase': 'the mailbox of the recipient address is not currently '.repeat(6000),
  'almost a quota': 'exceeded over limit of the storage '.repeat(9000),
  codes: '550-5.7.1 '.repeat(30_000),
  'almost a reply within a reply': `5.1.0 - ${"550-'".repeat(50_000)}`,
  brackets: '('.repeat(150_000) + ')'.repeat(150_000),
  'a reason without end': `(reason: ${'('.repeat(300_000)}`,
  'header lines': 'Received: from x\n'.repeat(18_000),
  announcements: 'the following addresses '.repeat(12_000),
  'quotation marks': `${'"'.repeat(150_000)}@x`,
  'status fields': 'Status: 5.1.1\n'.repeat(20_000),
  'folded lines': `Diagnostic-Code: smtp;\n${' x\n'.repeat(100_000)}`,
  'letters beyond ASCII': 'ünbekännt@ '.repeat(25_000),
  kana: 'ユーザ@宛先'.repeat(40_000),
};

test.each(Object.entries(attacks))('time grows with size, not faster: %s', (_name, text) => {
  const mail = aBounceOf(text);
  classify(aBounceOf(text.slice(0, 2000)));
  const spent = cpuMs(() => classify(mail));
  // each byte stands in the mail four times; 50 ms and 2 ms per KB are what a whole mail may take
  expect(spent).toBeLessThan(50 + 2 * ((text.length * 4) / 1024));
});

test('a mail of a person is classified in a fraction of a millisecond', async () => {
  const mail = await parseMail(aMail({ text: 'The printer is out of paper again.\n'.repeat(100) }));
  for (let turn = 0; turn < 500; turn += 1) classify(mail);
  const spent = cpuMs(() => {
    for (let turn = 0; turn < 500; turn += 1) classify(mail);
  });
  expect(spent / 500).toBeLessThan(0.2);
});
