import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import type { SenderState } from '../../../shared/domain/tickets/sender-state.ts';
import { lookAlike, mixesScripts } from '../../../shared/domain/trust/look-alike.ts';
import { senderTrust, type TrustFacts } from '../../../shared/domain/trust/sender-trust.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

const facts: TrustFacts = {
  trustedServers: { names: ['mx.contoso.example'], exchange: false },
  ownDomains: ['contoso.example'],
  clientDomains: ['fabrikam.example'],
  firstTime: false,
};
const trust = async (shape: MailShape, more: Partial<TrustFacts> = {}) => senderTrust(await parseMail(aMail(shape)), { ...facts, ...more });
const results = (...values: string[]): MailShape => ({ headers: { 'Authentication-Results': values } });

describe('the verdict of the receiving system (RFC 8601)', () => {
  test.each<[string, string, string, SenderState]>([
    ['DMARC passed', 'mx.contoso.example; spf=pass; dmarc=pass (p=reject) header.from=fabrikam.example', 'verified', 'verified'],
    [
      'DMARC failed',
      'mx.contoso.example 1; dkim=fail; dmarc=fail (p=none dis=none) header.from=fabrikam.example',
      'suspicious',
      'not-vouched-for',
    ],
    ['DMARC passed, for another author', 'mx.contoso.example; dmarc=pass header.from=evil.example', 'suspicious', 'not-vouched-for'],
    ['DMARC failed, for another author', 'mx.contoso.example; dmarc=fail header.from=evil.example', 'suspicious', 'not-vouched-for'],
    [
      'DMARC passed, for whom it does not say, by SPF and DKIM of somebody else: our server read another From than we do',
      'mx.contoso.example; spf=pass smtp.mailfrom=x@evil.example; dkim=pass header.d=evil.example; dmarc=pass',
      'suspicious',
      'not-vouched-for',
    ],
    [
      'DMARC passed, for whom it does not say, by a name of the same organisation',
      'mx.contoso.example; spf=pass smtp.mailfrom=x@evil.example; dkim=pass header.d=news.fabrikam.example; dmarc=pass',
      'verified',
      'verified',
    ],
    ['DMARC passed, and what for is left out', 'mx.contoso.example; spf=pass; dkim=none; dmarc=pass', 'verified', 'verified'],
    ['DKIM of the domain', 'mx.contoso.example; dkim=pass header.d=mail.fabrikam.example', 'verified', 'verified'],
    ['DKIM of another domain', 'mx.contoso.example; dkim=pass header.d=sender.example', 'unverified', 'not-vouched-for'],
    ['SPF of the domain', 'mx.contoso.example; spf=pass smtp.mailfrom=bounce@fabrikam.example', 'verified', 'verified'],
    ['SPF of a local part in quotes', 'mx.contoso.example; spf=pass smtp.mailfrom="front desk"@fabrikam.example', 'verified', 'verified'],
    [
      "SPF of the sender's own domain, with ours in the quoted local part",
      'mx.contoso.example; spf=pass smtp.mailfrom="alice@fabrikam.example"@evil.example',
      'unverified',
      'not-vouched-for',
    ],
    ['SPF failed', 'mx.contoso.example; spf=softfail smtp.mailfrom=fabrikam.example', 'doubtful', 'not-vouched-for'],
    ['nothing checked', 'mx.contoso.example; none', 'unverified', 'not-vouched-for'],
    [
      'upper case, quotes and comments with semicolons',
      'MX.Contoso.Example (a; b); DMARC=Pass (c; (d)) reason="x; y" header.from=Fabrikam.Example',
      'verified',
      'verified',
    ],
  ])('%s', async (_, value, level, sender) => {
    expect(await trust(results(value))).toMatchObject({ level, sender });
  });

  test('DMARC passed, for whom it does not say, by the name of the author in ASCII', async () => {
    const { headers } = results('mx.contoso.example; dkim=pass header.d=mail.xn--bcher-kva.example; dmarc=pass');
    expect(await trust({ from: 'alice@bücher.example', ...(headers && { headers }) })).toMatchObject({ sender: 'verified' });
  });

  test('a verdict of another server is what the sender wants us to believe', async () => {
    const note = await trust(results('mx.evil.example; dmarc=pass header.from=fabrikam.example'));
    expect(note).toMatchObject({ level: 'unverified', sender: 'unknown' });
    expect(note.checks[0]).toEqual({ check: 'foreign-verdicts', saw: 'mx.evil.example', verdict: remark('not-our-system') });
  });

  test('a forged one under our own name stands below ours, and ours counts', async () => {
    const ours = 'mx.contoso.example; dmarc=fail header.from=fabrikam.example';
    expect(await trust(results(ours, 'mx.contoso.example; dmarc=pass header.from=fabrikam.example'))).toMatchObject({
      sender: 'not-vouched-for',
    });
  });

  test('Exchange Online names no server: it counts in a mailbox of Microsoft 365', async () => {
    const shape = results(
      'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=fabrikam.example; dkim=none;dmarc=pass action=none header.from=fabrikam.example;compauth=pass reason=100',
    );
    expect(await trust(shape)).toMatchObject({ level: 'unverified' });
    expect(await trust(shape, { trustedServers: { names: [], exchange: true } })).toMatchObject({
      level: 'verified',
      sender: 'verified',
    });
  });

  test('and only as the first of all: below the field of another system the sender wrote it', async () => {
    const stamp = 'spf=pass smtp.mailfrom=fabrikam.example; dmarc=pass action=none header.from=fabrikam.example;compauth=pass reason=100';
    const shape = results('mx.relay.example; dmarc=fail header.from=fabrikam.example', stamp);
    expect(await trust(shape, { trustedServers: { names: [], exchange: true } })).toMatchObject({ sender: 'unknown' });
  });
});

describe('what is odd about a sender', () => {
  const passed = { 'Authentication-Results': 'mx.contoso.example; dmarc=pass' };
  test('answers go elsewhere', async () => {
    const note = await trust({ headers: { ...passed, 'Reply-To': 'alice@freemail.example' } });
    expect(note.level).toBe('doubtful');
    expect(note.checks.at(-1)).toEqual({
      check: 'reply-to',
      saw: 'freemail.example',
      verdict: remark('answers-go-elsewhere', { domain: 'fabrikam.example' }),
    });
    expect((await trust({ headers: { ...passed, 'Reply-To': 'alice@sales.fabrikam.example' } })).level).toBe('verified');
  });

  test('the name shows another address', async () => {
    const note = await trust({ from: '"alice@fabrikam.example" <x@freemail.example>', headers: passed });
    expect(note).toMatchObject({ level: 'suspicious', checks: [{ check: 'dmarc' }, { check: 'sender-name' }] });
  });

  test('a domain like a client’s, even with a verdict of its own', async () => {
    const note = await trust({ from: 'alice@fabrlkam.example', headers: passed });
    expect(note.level).toBe('suspicious');
    expect(note.checks.at(-1)).toEqual({
      check: 'look-alike',
      saw: 'fabrlkam.example',
      verdict: remark('looks-the-same', { domain: 'fabrikam.example' }),
    });
  });

  test('a first mail is only mentioned', async () => {
    expect(await trust({ headers: passed }, { firstTime: true })).toMatchObject({
      level: 'verified',
      checks: [{}, { check: 'first-mail' }],
    });
  });

  test('two From fields: the verdict may be about the other one', async () => {
    const note = await trust({ headers: { ...passed, From: ['alice@fabrikam.example', 'x@evil.example'] } });
    expect(note).toMatchObject({
      level: 'suspicious',
      sender: 'not-vouched-for',
      checks: [{ check: 'dmarc' }, { check: 'from', verdict: remark('several-from-fields') }],
    });
  });

  test('no sender at all', async () => {
    expect(await trust({ from: null })).toMatchObject({ level: 'doubtful', sender: 'not-vouched-for' });
  });

  test.each(['Reply-To', 'Sender', 'Return-Path'])('an author from %s is vouched for by nobody', async (name) => {
    expect(await trust({ from: null, headers: { ...passed, [name]: 'alice@fabrikam.example' } })).toMatchObject({
      sender: 'not-vouched-for',
    });
  });

  test('a domain in both its spellings is one', async () => {
    const verdict = { 'Authentication-Results': 'mx.contoso.example; dmarc=pass header.from=xn--mller-kva.example' };
    expect(await trust({ from: 'a@müller.example', headers: verdict })).toMatchObject({ sender: 'verified' });
  });
});

describe('look-alikes', () => {
  test.each<[string, string | null]>([
    ['fabrikam.example', null],
    ['mail.fabrikam.example', null],
    ['northwind.example', null],
    ['fabrlkam.example', 'looks-the-same'],
    ['fabrikarn.example', 'looks-the-same'],
    ['fаbrikam.example', 'looks-the-same'],
    ['xn--fbrikam-2fg.example', 'looks-the-same'],
    ['fàbrikam.example', 'looks-the-same'],
    ['fabrikan.example', 'one-letter-off'],
    ['fabrika.example', 'one-letter-off'],
    ['fabrikkam.example', 'one-letter-off'],
    ['fabirkam.example', 'one-letter-off'],
    ['fabrikam-support.example', 'holds-its-name'],
    ['fabrikam.example.evil.test', 'holds-its-name'],
    ['fabrikam-example.test', 'holds-its-name'],
    ['fabrikam.test', 'another-ending'],
    ['fabrikam.co.uk', 'another-ending'],
    ['fabric.example', null],
  ])('%s', (domain, how) => {
    expect(lookAlike(domain, ['contoso.example', 'fabrikam.example'])?.how ?? null).toBe(how);
  });

  test('a client’s own domain imitates no other client', () => {
    expect(lookAlike('fabrikan.example', ['fabrikam.example', 'fabrikan.example'])).toBeNull();
  });

  test('scripts', () => {
    expect([mixesScripts('fаbrikam.example'), mixesScripts('пример.example'), mixesScripts('müller.example')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
