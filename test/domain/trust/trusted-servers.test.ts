import { describe, expect, test } from 'vitest';
import { Mailbox } from '../../../shared/domain/mailboxes/mailbox.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { isNamed, trustedServersOf } from '../../../shared/domain/trust/trusted-servers.ts';

/** Which systems are believed about a sender, for each mailbox. */

const common = { mailboxId: 'm', address: 'm@contoso.example', queueId: 'q', user: 'm@contoso.example' };
const graph = (trustedServers?: string[]) => Mailbox.parse({ ...common, kind: 'graph', trustedServers });
const imap = (trustedServers?: string[]) =>
  Mailbox.parse({ ...common, kind: 'imap', host: 'imap.example', login: { method: 'password', secretName: 's' }, trustedServers });
const noList = Policy.parse({});

describe('a mailbox', () => {
  test('of Microsoft 365 believes Exchange Online without being told, one of another provider nobody', () => {
    expect(trustedServersOf(graph(), noList)).toEqual({ names: [], exchange: true });
    expect(trustedServersOf(imap(), noList)).toEqual({ names: [], exchange: false });
  });
  test('believes whom its own list names, and nobody else; a field without a name counts for Exchange Online alone', () => {
    expect(trustedServersOf(graph(['Relay.Mimecast.com']), noList)).toEqual({ names: ['relay.mimecast.com'], exchange: false });
    expect(trustedServersOf(graph([]), noList)).toEqual({ names: [], exchange: false });
    expect(trustedServersOf(imap(['', 'mx.google.com']), noList)).toEqual({ names: ['mx.google.com'], exchange: false });
  });
  test('without a list keeps that of a policy which was stored before mailboxes had theirs', () => {
    const stored = Policy.parse({
      trustedServers: ['', 'mx.contoso.example'],
      loops: { perSender: { answers: 5, minutes: 60 }, quietMinutes: 10 },
    });
    expect(stored).toMatchObject({
      confirmUnvouched: { contacts: 'without-words', strangers: 'never' },
      loops: { perDomain: {}, inAll: {} },
    });
    expect(trustedServersOf(imap(), stored)).toEqual({ names: ['mx.contoso.example'], exchange: false });
    expect(trustedServersOf(graph(), stored)).toEqual({ names: ['mx.contoso.example'], exchange: true });
    expect(trustedServersOf(imap(['mx.google.com']), stored)).toEqual({ names: ['mx.google.com'], exchange: false });
  });
});

test('a name with a star stands for the hosts below it, not for names with the same ending', () => {
  const servers = { names: ['mx.contoso.example', '*.mail.example'], exchange: false };
  expect(['mx.contoso.example', 'in7.mail.example'].map((server) => isNamed(server, servers))).toEqual([true, true]);
  expect(['', 'mail.example', 'x.evilmail.example', 'in7.mail.example.evil.example'].some((server) => isNamed(server, servers))).toBe(
    false,
  );
});
