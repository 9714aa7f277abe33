import { describe, expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

/** One mail for each rule: what it is, and by which evidence. */
const kindOf = async (shape: MailShape) => classify(await parseMail(aMail(shape))).kind;

const away = 'I am out of the office until Monday and will answer when I am back.\n';
const thread = { inReplyTo: '<ticket.1@contoso.example>', references: ['<ticket.1@contoso.example>'] };

describe('automatic replies', () => {
  test.each<[string, MailShape]>([
    ['Auto-Submitted: auto-replied (RFC 3834)', { headers: { 'Auto-Submitted': 'auto-replied' } }],
    ['… with a comment, as Sieve writes it', { headers: { 'Auto-Submitted': 'auto-replied (vacation)', Precedence: 'bulk' } }],
    [
      '… with an owner, as Exchange Online of other houses writes it',
      { headers: { 'Auto-Submitted': 'auto-replied; owner-email="a@b.example"' } },
    ],
    ['X-Autoreply, although Precedence says bulk', { headers: { 'X-Autoreply': 'yes', Precedence: 'bulk' } }],
    ['X-Autorespond', { headers: { 'X-Autorespond': 'Re: your mail' } }],
    ['Precedence: auto_reply', { headers: { Precedence: 'auto_reply' } }],
    ['iCloud', { headers: { 'X-Apple-Action': 'VACATION' } }],
    ['X-POST-MessageClass', { headers: { 'X-POST-MessageClass': '9; Autoresponder' } }],
    [
      'Exchange Online: auto-generated, with the subject of an absence note',
      {
        subject: 'Automatic reply: Printer',
        text: away,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        ...thread,
      },
    ],
    [
      'Exchange Online, in a language that we do not know',
      {
        subject: 'Sjálfvirkt svar: Printer',
        text: 'Ég er í fríi.',
        headers: { 'Auto-Submitted': 'auto-generated', 'X-MS-Exchange-Inbox-Rules-Loop': 'a@b.example' },
        ...thread,
      },
    ],
    [
      'an answer with an empty return path, whatever it says (RFC 3834 3.3)',
      { headers: { 'Return-Path': '<>' }, subject: 'Re: Printer', ...thread },
    ],
    ['an old vacation program', { headers: { Precedence: 'junk' }, subject: 'away from my mail', text: away, ...thread }],
    ['Exchange 2010', { subject: 'Out of Office: Printer', text: away, headers: { 'X-Auto-Response-Suppress': 'All' } }],
    [
      'with an empty return path, the text of an absence note is enough',
      { subject: 'Printer', text: away, headers: { 'Return-Path': '<>' } },
    ],
  ])('%s', async (_why, shape) => {
    expect(await kindOf(shape)).toBe('auto-reply');
  });
});

describe('lists and automated notices', () => {
  test.each<[string, MailShape]>([
    ['List-Id (RFC 2919)', { headers: { 'List-Id': '<users.lists.example>' } }],
    ['List-Unsubscribe (RFC 2369)', { headers: { 'List-Unsubscribe': '<mailto:leave@lists.example>' } }],
    ['Precedence: bulk', { headers: { Precedence: 'bulk' } }],
    ['a list server in front of RFC 2369', { headers: { 'X-BeenThere': 'users@lists.example' } }],
    ['the sender is a list', { headers: { Sender: 'users-bounces@lists.example' } }],
    ['Auto-Submitted: auto-generated', { headers: { 'Auto-Submitted': 'auto-generated' } }],
    ['Auto-Submitted: auto-notified (RFC 5436)', { headers: { 'Auto-Submitted': 'auto-notified; owner-email=a@b.example' } }],
    [
      'a helpdesk that marks whatever its people write as auto-generated',
      { subject: 'Re: Printer', headers: { 'Auto-Submitted': 'auto-generated' }, ...thread },
    ],
    ['an address that nobody reads', { from: 'Shop <no-reply@shop.example>' }],
    [
      'an alarm with an empty return path',
      { headers: { 'Return-Path': '<>' }, subject: 'Disk full on server 3', text: 'This is an automated message. 98 % used.' },
    ],
    [
      'an absence note that a list passes on makes a ticket',
      { headers: { 'List-Id': '<users.lists.example>', 'Auto-Submitted': 'auto-replied' }, text: away },
    ],
    [
      'people on a list who talk about bounces',
      {
        headers: { 'List-Id': '<users.lists.example>', Precedence: 'list' },
        subject: 'Undelivered Mail Returned to Sender',
        text: 'Does anybody else get these?\n\nThis is the mail system at host mx.example\n',
      },
    ],
  ])('%s', async (_why, shape) => {
    expect(await kindOf(shape)).toBe('list');
  });
});

test('all evidence is reported: what decided, what was outweighed, what is no evidence', async () => {
  const mail = aMail({ headers: { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk', 'X-Auto-Response-Suppress': 'All' } });
  const { evidence } = classify(await parseMail(mail));
  expect(evidence).toEqual([
    { check: 'auto-submitted', saw: 'auto-replied', verdict: remark('auto-reply') },
    { check: 'precedence', saw: 'bulk', verdict: remark('outweighed', { kind: 'list' }) },
    { check: 'X-Auto-Response-Suppress', saw: 'All', verdict: remark('no-evidence-suppress') },
  ]);
  expect(classify(await parseMail(aMail())).evidence).toEqual([{ check: 'kind', saw: '', verdict: remark('no-sign-of-a-program') }]);
});
