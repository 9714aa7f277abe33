import { createHash } from 'node:crypto';
import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { channelBindings } from '../../../shared/adapters/ews/channel-bindings.ts';
import { authenticateMessage, negotiateMessage, parseChallenge, passwordKey } from '../../../shared/adapters/ews/ntlm.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const unicode = (text: string) => Buffer.from(text, 'utf16le').toString('hex');

/**
 * The example of MS-NLMP 4.2.4: user User of Domain, password Password, all bytes of the client
 * 0xaa.
 */
const challengeOfTheExample = hex(`
  4e544c4d53535000 02000000 0c000c00 38000000 33828ae2 0123456789abcdef 0000000000000000
  24002400 44000000 0600 7017 0000000f
  ${unicode('Server')}
  0200 0c00 ${unicode('Domain')} 0100 0c00 ${unicode('Server')} 0000 0000`);
const example = {
  user: 'Domain\\User',
  password: 'Password',
  clientChallenge: Buffer.alloc(8, 0xaa),
  now: new Date(-11_644_473_600_000),
  targetName: 'HTTP/mail.contoso.example',
  channelBindings: null,
};

const fieldAt = (message: Buffer, at: number) => {
  const from = message.readUInt32LE(at + 4);
  return message.subarray(from, from + message.readUInt16LE(at));
};

describe('NTLM version 2', () => {
  const challenge = parseChallenge(challengeOfTheExample) ?? expect.fail('it is a challenge');

  it('begins with a message that asks for it', () => {
    expect(negotiateMessage().toString('latin1')).toMatch(/^NTLMSSP\0\x01/);
  });

  it('reads the challenge of a server', () => {
    expect(challenge.serverChallenge).toEqual(hex('0123456789abcdef'));
    expect(challenge.pairs.map(({ id, value }) => [id, value.toString('utf16le')])).toEqual([
      [2, 'Domain'],
      [1, 'Server'],
    ]);
  });

  it.each([
    ['nothing', ''],
    ['something else', '4e544c4d53535000 01000000'],
    ['one that was cut off', challengeOfTheExample.subarray(0, 40).toString('hex')],
  ])('%s is no challenge', (_, bytes) => {
    expect(parseChallenge(hex(bytes))).toBeNull();
  });

  it('makes its key of the password as the specification does', () => {
    expect(passwordKey('Domain', 'User', 'Password')).toEqual(hex('0c868a403bfd7a93a3001ef22ef02e3f'));
  });

  it('answers with the name as it was written, the service, and no channel binding unless there is one', () => {
    const message = authenticateMessage({ ...example, challenge });
    expect(fieldAt(message, 28).toString('utf16le')).toBe('Domain');
    expect(fieldAt(message, 36).toString('utf16le')).toBe('User');
    const answer = fieldAt(message, 20).toString('hex');
    expect(answer).toContain(unicode('HTTP/mail.contoso.example'));
    expect(answer).not.toContain('0a001000');
    const bound = authenticateMessage({ ...example, challenge, channelBindings: Buffer.alloc(16, 7) });
    expect(fieldAt(bound, 20).toString('hex')).toContain(`0a001000${'07'.repeat(16)}`);
  });

  it('a user without a domain, or one with an @, goes as it is', () => {
    const message = authenticateMessage({ ...example, user: 'service@contoso.example', challenge });
    expect(fieldAt(message, 28)).toHaveLength(0);
    expect(fieldAt(message, 36).toString('utf16le')).toBe('service@contoso.example');
  });
});

describe('channel bindings', () => {
  it.each([
    ['sha256', 'sha256'],
    ['sha384', 'sha384'],
    ['sha512', 'sha512'],
  ] as const)('of a certificate that was signed with %s are made with it', async (algorithm, hash) => {
    const { cert } = await generate([{ name: 'commonName', value: 'mail' }], { keyType: 'ec', curve: 'P-256', algorithm });
    const der = Buffer.from(cert.replaceAll(/-----.*?-----|\s/g, ''), 'base64');
    const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash(hash).update(der).digest()]);
    const structure = Buffer.concat([Buffer.alloc(16), Buffer.from([data.length, 0, 0, 0]), data]);
    expect(channelBindings(der)).toEqual(createHash('md5').update(structure).digest());
  });
});
