import { expect, test } from 'vitest';
import { scanAttachment } from '../../../shared/domain/attachments/scan-attachment.ts';
import { scanBudget } from '../../../shared/domain/attachments/scan-budget.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { senderTrust } from '../../../shared/domain/trust/sender-trust.ts';
import { aMail } from '../../support/a-mail.ts';
import { aTnef, compressRtf } from '../../support/a-tnef.ts';
import { aZip } from '../../support/a-zip.ts';
import { linearMs } from '../../support/linear-time.ts';
import { rawMail } from '../../support/raw-mail.ts';

/**
 * Mutations of mails, made from a seed, so that a failure can be repeated by its number.
 * MUTATIONS=100000 for a long run.
 */
const mutations = Number(process.env.MUTATIONS ?? 2000);
const policy = Policy.parse({});

const calendar = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'SUMMARY:Fair',
  'DTSTART;TZID=Europe/Berlin:20261102T090000',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');
const tnef = aTnef({
  subject: 'a',
  rtf: compressRtf(String.raw`{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}a\'e4{\*\htmltag72 </p>}}`),
  files: [{ longName: 'a.txt', content: Buffer.from('x') }, { message: { subject: 'b', text: 'c' } }],
});
const zip = aZip([
  { name: 'a.txt', content: 'hello' },
  { name: 'b.zip', content: aZip([{ name: 'c.txt', content: 'x' }]) },
]);
const seeds: Buffer[] = [
  aMail({ html: '<html><body><p>Hello <b>there</b><br>x</p></body></html>', text: 'Hello there', references: ['<a@x>', '<b@x>'] }),
  aMail({
    attachments: [
      { name: 'winmail.dat', type: 'application/ms-tnef', content: tnef },
      { type: 'text/calendar', content: calendar },
    ],
  }),
  aMail({
    attachments: [
      { name: 'a.zip', content: zip },
      { type: 'message/rfc822', content: aMail({ subject: 'inner' }) },
    ],
  }),
  rawMail(
    'From: =?utf-8?Q?M=C3=BCller=2C_Jan?= <jan@fabrikam.example>, "Doe; (x)" <d@x>',
    'To: Team: a@x.example, b@x.example;',
    'Authentication-Results: mx; dmarc=pass (a (b)) header.from=fabrikam.example; spf=fail',
    'Subject: =?iso-2022-jp?B?GyRCJVclahsoQg==?= =?utf-8?Q?=C3?= =?utf-8?Q?=A4?=',
    'Content-Type: multipart/mixed; boundary*0="b"; boundary*1="c"; charset*=utf-8\'\'x%20y',
    '',
    '--bc',
    'Content-Type: text/plain; charset=gb2312; format=flowed',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '> quoted =',
    'text =B4=F2 ',
    '--bc',
    "Content-Disposition: attachment; filename*0*=utf-8''%C3%84; filename*1=b.txt",
    'Content-Transfer-Encoding: base64',
    '',
    'aGVsbG8=',
    'aGVsbG8',
    '--bc--',
  ),
].map((bytes) => Buffer.from(bytes));
/** What turns up where parsers are weak. */
const pieces = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '--b',
  '--',
  '=?utf-8?B?',
  '?=',
  '=',
  '"',
  '(',
  ')',
  '<',
  '>',
  '@',
  ',',
  ';',
  ':',
  '\\',
  '\0',
  '\xff',
  '\x1b$B',
  '%',
  '*0*=',
  '<div>',
  '</x>',
  '{',
  '\\u-1?',
  'PK\x05\x06',
  'Content-Type: ',
  ' ',
  '\t',
].map((text) => Buffer.from(text, 'latin1'));

/** A small generator of numbers (mulberry32): the same seed gives the same ones everywhere. */
const numbers = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

function mutate(random: (below: number) => number): Buffer {
  let mail = seeds[random(seeds.length)] ?? Buffer.alloc(0);
  for (let change = 0; change <= random(6); change += 1) {
    const at = random(mail.length + 1);
    const to = Math.min(mail.length, at + random(40));
    const piece = pieces[random(pieces.length)] ?? Buffer.alloc(0);
    const middles = [
      Buffer.alloc(0),
      piece,
      Buffer.concat(Array.from({ length: 1 + random(random(10) === 0 ? 5000 : 300) }, () => piece)),
      Buffer.from([random(256)]),
      mail.subarray(random(mail.length + 1), to),
    ];
    mail = Buffer.concat([mail.subarray(0, at), middles[random(middles.length)] ?? piece, mail.subarray(random(3) === 0 ? at : to)]);
  }
  return mail;
}

test(`${mutations} broken mails: each is read, in time proportional to its size`, { timeout: 3_600_000 }, async () => {
  const slow: string[] = [];
  for (let seed = 1; seed <= mutations; seed += 1) {
    const raw = mutate(numbers(seed));
    const spent = await timeFor(raw).catch((error: unknown) => Promise.reject(new Error(`mutation ${seed}`, { cause: error })));
    const allowed = linearMs(raw.length);
    // once more if it seems slow: another process may have used the CPU
    if (spent > allowed && (await timeFor(raw)) > allowed) slow.push(`mutation ${seed}: ${Math.round(spent)} ms for ${raw.length} bytes`);
  }
  expect(slow).toEqual([]);
});

/** Runs of one character between others, which make a pattern try each beginning again. */
const places: ((run: string) => Uint8Array)[] = [
  (run) => rawMail(`From: a${run}b <a@x.example>`, '', 'x'),
  (run) => rawMail(`To: ${run}a@x.example${run}`, `References: <a${run}b`, `Date: 1 ${run} 2`, '', 'x'),
  (run) => rawMail(`Subject: =?utf-8?Q?a${run}b`, `Authentication-Results: mx; a${run}b=c; spf=${run}"`, '', 'x'),
  (run) => rawMail(`Content-Type: text/plain; a="${run}b; name=a${run}`, `Content-Disposition: attachment; filename="a${run}b`, '', 'x'),
  (run) => rawMail('Content-Type: text/plain; format=flowed', '', `a${run}b`, run),
  (run) => rawMail('Content-Type: text/html', '', `<p>a${run}b</p>`),
  (run) => rawMail('Content-Type: multipart/mixed; boundary=b', '', `--b${run}`, '', `--b${run}`, '', `${run}b`, '--b--'),
  (run) => rawMail('Content-Type: text/calendar', '', 'BEGIN:VCALENDAR', 'BEGIN:VEVENT', `SUMMARY;A=${run}b:a${run}b`, `RRULE:FREQ=${run}`),
  (run) => rawMail(`Content-Type: application/x; name="a${run}b.txt"`, 'Content-Transfer-Encoding: quoted-printable', '', `=${run}b`),
  (run) =>
    aMail({
      attachments: [
        { name: 'a.pdf', content: `%PDF a${run}b` },
        { name: 'a.html', content: `<html>a${run}b` },
      ],
    }),
  (run) =>
    aMail({
      attachments: [{ name: 'winmail.dat', type: 'application/ms-tnef', content: aTnef({ rtf: compressRtf(`{\\rtf1 a${run}b}`) }) }],
    }),
];

test.each(pieces.map((piece) => [JSON.stringify(piece.toString('latin1')), piece.toString('latin1')]))(
  '60 KB of %s anywhere',
  async (_, piece) => {
    const slow: string[] = [];
    for (const [index, place] of places.entries()) {
      const raw = Buffer.from(place(piece.repeat(60_000 / piece.length)));
      const allowed = linearMs(raw.length);
      if ((await timeFor(raw)) > allowed && (await timeFor(raw)) > allowed) slow.push(`place ${index}, ${raw.length} bytes`);
    }
    expect(slow).toEqual([]);
  },
);

/** Milliseconds of CPU time: a busy machine makes little difference. */
async function timeFor(raw: Buffer): Promise<number> {
  const before = process.cpuUsage();
  const mail = await parseMail(raw);
  const looking = scanBudget(policy);
  for (const part of mail.parts) scanAttachment(part, looking);
  const trustedServers = { names: ['mx'], exchange: true };
  senderTrust(mail, { trustedServers, ownDomains: [], clientDomains: ['fabrikam.example'], firstTime: false });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
