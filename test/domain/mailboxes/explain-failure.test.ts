import { describe, expect, test } from 'vitest';
import { type Failed, unopened, unreadable, unresolved, withoutTls } from '../../../shared/domain/mailboxes/explain-failure.ts';
import { connectionTestWords } from '../../../shared/domain/words/english/connection-test.ts';
import { inWords, remedyInWords } from '../../../shared/domain/words/in-words.ts';

const server = { host: 'imap.fabrikam.example', port: 993 };
const account = { user: 'alice', folder: 'INBOX' };
const failed = (failure: string, code = '', said = ''): Failed => ({ failure, code, status: null, said });

test.each([
  ['login-refused', 'AUTHENTICATIONFAILED', 'sign-in', 'test-sign-in-refused'],
  ['login-refused', 'APP-PASSWORD', 'sign-in', 'test-app-password'],
  ['login-refused', 'WEB-SIGN-IN', 'sign-in', 'test-web-sign-in'],
  ['login-refused', 'NO-PASSWORDS', 'sign-in', 'test-no-passwords'],
  ['login-refused', 'LOGON-DENIED', 'sign-in', 'test-no-right'],
  ['login-refused', 'HTTP 401', 'sign-in', 'test-sign-in-refused'],
  ['login-refused', 'ErrorImpersonateUserDenied', 'sign-in', 'test-no-right'],
  ['login-refused', 'ErrorNonExistentMailbox', 'folder', 'test-no-mailbox'],
  ['protocol', 'NOT-CONNECTED', 'folder', 'test-not-connected'],
  ['protocol', 'HTTP 302', 'sign-in', 'test-no-ews'],
  ['protocol', 'BAD', 'sign-in', 'test-protocol'],
  ['folder-missing', 'NONEXISTENT', 'folder', 'test-no-folder'],
  ['throttled', 'LIMIT', 'sign-in', 'test-throttled'],
  ['unreachable', 'UNAVAILABLE', 'sign-in', 'test-unavailable'],
  ['unreachable', 'ErrorMailboxStoreUnavailable', 'sign-in', 'test-unavailable'],
  ['certificate', 'CERT_HAS_EXPIRED', 'sign-in', 'test-cert-expired'],
])('%s (%s) is a failed %s: %s', (failure, code, step, said) => {
  expect(unopened(failed(failure, code), server, account)).toMatchObject({ step, said: { code: said } });
});

describe('nobody can scan a network by it', () => {
  test('a port that is closed, filtered or not connected to is told alike', () => {
    const texts = ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'EADDRREFUSED'].flatMap((code) => [
      inWords(withoutTls(code, '', server)),
      inWords(unopened(failed('unreachable', code), server, account).said),
      inWords(unopened(failed('address-refused', code), server, account).said),
    ]);
    expect(new Set(texts)).toEqual(new Set(['Nothing that may be connected to answers at port 993 of imap.fabrikam.example']));
  });
  test('a name that is not there, and one that leads inside', () => {
    expect(unresolved('ENOTFOUND', server)).toEqual(unresolved('EADDRREFUSED', server));
    expect(unresolved('EAI_AGAIN', server).code).toBe('test-dns-out');
  });
  test('what a server that is none of mail says is not shown', () => {
    expect(inWords(unopened(failed('protocol', '', 'SSH-2.0-OpenSSH'), server, account).said)).not.toContain('OpenSSH');
  });
});

test('a message that can not be read says what the server said', () => {
  expect(inWords(unreadable(failed('unreadable', 'ErrorCorruptData')))).toBe('The message could not be read. It said: ErrorCorruptData');
});

test('what failed has a remedy; what its words need, its remedy may use, and nothing else', () => {
  const words: Record<string, string> = connectionTestWords;
  const used = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const remedies = Object.keys(words).filter((code) => code.endsWith('-remedy'));
  expect(remedies.length).toBeGreaterThan(30);
  for (const code of remedies) {
    const base = code.replace(/-remedy$/, '');
    expect(used(words[base]), code).toEqual(expect.arrayContaining(used(words[code])));
    expect(remedyInWords({ code: base })).not.toBeNull();
  }
  expect(remedyInWords({ code: 'test-signed-in' })).toBeNull();
});
