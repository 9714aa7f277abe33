import { describe, expect, it } from 'vitest';
import { toImapFailure } from '../../shared/adapters/imap/imap-failure.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';

const mailbox = imapMailbox(993);
const failureOf = (facts: object) => toImapFailure(Object.assign(new Error('Command failed'), facts), mailbox, ['hunter2']);

describe('what a server says when it refuses (RFC 5530 and what is seen in practice)', () => {
  it.each([
    ['login-refused', { authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED', responseText: 'Invalid credentials' }],
    ['login-refused', { authenticationFailed: true, responseStatus: 'NO', responseText: 'AUTHENTICATE failed.' }],
    ['unreachable', { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE', responseText: 'Temporary authentication failure' }],
    ['throttled', { authenticationFailed: true, responseText: 'Too many simultaneous connections. (Failure)' }],
    ['throttled', { serverResponseCode: 'LIMIT', responseText: 'Not now' }],
    [
      'throttled',
      { code: 'ETHROTTLE', throttleReset: 92_415, responseText: 'Request is throttled. Suggested Backoff Time: 92415 milliseconds' },
    ],
    ['folder-missing', { responseStatus: 'NO', mailboxMissing: true, responseText: 'SELECT failed' }],
    ['folder-missing', { responseStatus: 'NO', serverResponseCode: 'NONEXISTENT' }],
    ['certificate', { code: 'CERT_HAS_EXPIRED' }],
    ['certificate', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
    ['unreachable', { code: 'ENOTFOUND' }],
    ['unreachable', { code: 'NoConnection' }],
    ['protocol', { code: 'LiteralTooLarge' }],
    ['protocol', { code: 'ParserError11' }],
    ['protocol', { responseStatus: 'BAD', responseText: 'Command Error. 10' }],
  ])('%s: %o', (failure, facts) => {
    expect(failureOf(facts).failure).toBe(failure);
  });

  it('is passed on with the time that the server asks for', () => {
    expect(failureOf({ code: 'ETHROTTLE', throttleReset: 92_415 }).retryAfterMs).toBe(92_415);
  });

  it('is shown in one short line, without the secret that the server repeats', () => {
    const { message } = failureOf({ authenticationFailed: true, responseText: `Password "hunter2"\r\nis wrong\u0007 ${'x'.repeat(1000)}` });
    expect(message).toContain('(Password "***" is wrong x');
    expect(message).not.toMatch(/hunter2|[\r\n\u0007]/);
    expect(message.length).toBeLessThan(500);
  });

  it('is something else entirely: a fault of our own is a protocol failure too, and keeps its text', () => {
    expect(toImapFailure('text', mailbox, []).failure).toBe('protocol');
    expect(toImapFailure(new TypeError('x is undefined'), mailbox, []).message).toContain('x is undefined');
  });
});
