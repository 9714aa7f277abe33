import { expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

/**
 * A bounce becomes no ticket, so what a person wrote, or what came through a list, must never be
 * taken for one.
 */
const kindOf = async (shape: MailShape) => classify(await parseMail(aMail(shape))).kind;
const pasted =
  'Delivery has failed to these recipients or groups:\n\nbob@northwind.example\n550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found\n';
const returned = 'This is the mail system at host mx.northwind.example.\n\n<bob@northwind.example>: host said: 550 5.1.1 User unknown\n';

test.each<[string, MailShape]>([
  ['the address of a small firm', { from: 'Fabrikam <mail@fabrikam.example>', subject: 'Undeliverable: Invoice', text: pasted }],
  ['a firm that delivers', { from: 'delivery@fabrikam.example', subject: 'Delivery failed', text: returned }],
  [
    'a mailbox named after its server',
    { from: 'exchange@fabrikam.example', subject: 'Delivery failure', text: `Since today:\n${returned}` },
  ],
  ['a mail administrator', { from: 'Mail Administrator <admin@fabrikam.example>', subject: 'Mail delivery failed', text: returned }],
  ['a program as a name', { from: 'Microsoft Outlook <alice@fabrikam.example>', subject: 'Undeliverable: x', text: pasted }],
  [
    'a name that begins like a mail system',
    { from: 'The Post Office Cafe <tea@fabrikam.example>', subject: 'Error sending', text: returned },
  ],
  [
    'the postmaster greets',
    { from: 'Pat <postmaster@fabrikam.example>', subject: 'Undeliverable: x', text: `Hi team,\n\nsee this.\n\n${pasted}` },
  ],
  ['the postmaster asks', { from: 'postmaster@fabrikam.example', subject: 'Undeliverable: x', text: `${pasted}\nWhat happened there?` }],
  [
    'the postmaster answers',
    { from: 'Pat <postmaster@fabrikam.example>', subject: 'Re: [Ticket #SUP-1001] Mail', text: returned, inReplyTo: '<a@contoso.example>' },
  ],
  [
    'the postmaster writes with Thunderbird',
    { from: 'postmaster@fabrikam.example', subject: 'Undeliverable: x', text: pasted, headers: { 'User-Agent': 'Mozilla Thunderbird' } },
  ],
  ['a receipt in words', { subject: 'Read: the manual', text: 'Your message was read on the phone by my boss.' }],
  ['an automatic response to change', { subject: 'Automatic response - please change', text: 'Our automatic response is out of date.' }],
])('a person: %s', async (_who, shape) => {
  expect(await kindOf(shape)).toBe('person');
});

test.each<[string, MailShape]>([
  [
    'somebody pastes a bounce into a list with Precedence: bulk',
    {
      subject: 'Delivery Status Notification (Failure)',
      text: pasted,
      headers: { Precedence: 'bulk', 'List-Id': '<users.lists.example>' },
    },
  ],
  [
    'the postmaster writes to a list',
    {
      from: 'Pat <postmaster@fabrikam.example>',
      subject: 'Delivery failure',
      text: pasted,
      headers: { 'List-Id': '<users.lists.example>' },
    },
  ],
  [
    'a monitor of mail servers',
    {
      from: 'Mail Server Monitor <alerts@fabrikam.example>',
      subject: 'Delivery failure rate',
      text: returned,
      headers: { Precedence: 'bulk', 'Auto-Submitted': 'auto-generated' },
    },
  ],
])('a list: %s', async (_what, shape) => {
  expect(await kindOf(shape)).toBe('list');
});

test.each<[string, MailShape]>([
  ['over a list, from a mail system', { from: '"Postmaster" <postmaster@mx.example>', headers: { 'List-Id': '<users.lists.example>' } }],
  ['from Microsoft 365', { from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.example>' }],
  ['with an empty return path, whoever it names', { from: 'System Administrator <admin@mx.example>', headers: { 'Return-Path': '<>' } }],
])('still a bounce: %s', async (_what, shape) => {
  expect(await kindOf({ subject: 'Undeliverable: x', text: pasted, ...shape })).toBe('bounce');
});
