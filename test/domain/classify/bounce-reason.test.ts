import { expect, test } from 'vitest';
import { reasonOf } from '../../../shared/domain/classify/bounce/bounce-reason.ts';
import { innerReply, smtpCodeIn, smtpCommandIn, statusesIn } from '../../../shared/domain/classify/bounce/smtp-reply.ts';
import { smtpReplies } from '../../fixtures/bounces/smtp-replies.ts';

const between = { recipient: 'bob@fabrikam.example', senders: ['support@contoso.example'] };

/** The verdict on a reply as it is in a report: its codes are read from its words. */
const judge = (text: string) => {
  const inner = innerReply(text);
  return reasonOf({
    text: inner,
    status: statusesIn(inner)[0] ?? null,
    smtpCode: smtpCodeIn(inner),
    command: smtpCommandIn(inner.toLowerCase()),
    ...between,
  });
};

test.each(Object.entries(smtpReplies))('%s', (expected, texts) => {
  const judged = texts.map((text) => [text, `${judge(text).reason} ${judge(text).hard ? 'hard' : 'soft'}`]);
  expect(Object.fromEntries(judged)).toEqual(Object.fromEntries(texts.map((text) => [text, expected])));
});

test('a status or code decides if there are no words', () => {
  const verdict = (status: string | null, smtpCode: number | null) =>
    reasonOf({ text: 'failed', status, smtpCode, command: null, ...between }).reason;
  expect(verdict('5.1.1', null)).toBe('user-unknown');
  expect(verdict('5.2.2', 550)).toBe('mailbox-full');
  expect(verdict('5.7.26', 550)).toBe('policy');
  expect(verdict('5.0.0', 552)).toBe('mailbox-full');
  expect(verdict('5.0.0', 550)).toBe('other');
});

test('5.x alone is not hard: only an address that is dead is', () => {
  const refused = reasonOf({ text: '550 5.7.1 rejected', status: '5.7.1', smtpCode: 550, command: 'rcpt', ...between });
  expect(refused).toMatchObject({ reason: 'policy', hard: false });
});

test('the detail says what the refusal was about', () => {
  const detail = (text: string) => judge(text).detail;
  expect(detail('550 5.7.26 DMARC check failed')).toBe('authentication-failure');
  expect(detail('550 identified as spam')).toBe('spam');
  expect(detail('554 5.7.1 Relay access denied')).toBe('relaying-denied');
  expect(detail('451 4.7.1 Greylisting in action, please come back later')).toBe('greylisted');
  expect(detail('550 Unknown user (in reply to end of DATA command)')).toBe('filtered');
});
