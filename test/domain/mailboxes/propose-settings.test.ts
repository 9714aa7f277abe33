import { expect, test } from 'vitest';
import { mailProviders } from '../../../shared/domain/mailboxes/mail-providers.ts';
import { isKnownAddress, proposeSettings } from '../../../shared/domain/mailboxes/propose-settings.ts';

/** What an admin is offered who types an address. */

const nothing = { mx: [], autoconfig: [], srv: [] };

test.each([
  ['helpdesk@gmail.com', 'imap.gmail.com', /authorised in a browser.*app password/],
  ['helpdesk@GMX.de', 'imap.gmx.net', /switched on/],
  ['helpdesk@outlook.com', 'outlook.office365.com', /takes no password/],
  ['helpdesk@mailbox.org', 'imap.mailbox.org', null],
])('%s is known: %s', (address, host, hint) => {
  expect(isKnownAddress(address)).toBe(true);
  expect(proposeSettings(address, nothing)).toEqual([
    {
      provider: 'imap',
      host,
      port: 993,
      security: 'tls',
      user: address,
      source: 'preset',
      hint: hint === null ? null : expect.stringMatching(hint),
    },
  ]);
});

test('where a provider says one name and its servers another, both are offered', () => {
  expect(proposeSettings('help.desk@icloud.com', nothing).map(({ user }) => user)).toEqual(['help.desk', 'help.desk@icloud.com']);
});

test.each([
  ['contoso-example.mail.protection.outlook.com', 'graph', null],
  ['contoso-example.w-v1.mx.microsoft', 'graph', null],
  ['contoso.olc.protection.outlook.com', 'imap', 'outlook.office365.com'],
  ['aspmx.l.google.com', 'imap', 'imap.gmail.com'],
  ['mx-aol.mail.gm0.yahoodns.net', 'imap', 'imap.aol.com'],
  ['mx00.kundenserver.de', 'imap', 'imap.ionos.de'],
  ['smtpin.rzone.de.', 'imap', 'imap.strato.de'],
])('a domain whose mail goes to %s is read by %s from %s', (exchanger, provider, host) => {
  expect(proposeSettings('helpdesk@contoso.example', { ...nothing, mx: [exchanger] })).toMatchObject([{ provider, host, source: 'mx' }]);
});

test('the end of a name counts by whole labels', () => {
  expect(proposeSettings('helpdesk@contoso.example', { ...nothing, mx: ['notgoogle.com', 'google.com.attacker.example'] })).toEqual([]);
});

test('the most trustworthy first, each once; a host elsewhere is to be looked at', () => {
  const own = { host: 'mail.contoso.example', port: 993, security: 'tls', user: 'helpdesk@contoso.example' } as const;
  const elsewhere = { ...own, host: 'imap.fabrikam.example' };
  const found = proposeSettings('helpdesk@contoso.example', {
    mx: [],
    autoconfig: [elsewhere, own],
    srv: [own, { ...own, port: 143, security: 'starttls' }],
  });
  expect(found.map(({ host, port, source, hint }) => [host, port, source, hint?.slice(0, 21) ?? null])).toEqual([
    ['imap.fabrikam.example', 993, 'autoconfig', 'This host is outside '],
    ['mail.contoso.example', 993, 'autoconfig', null],
    ['mail.contoso.example', 143, 'srv', null],
  ]);
  const many = Array.from({ length: 30 }, (_, n) => ({ ...own, port: n + 1 }));
  expect(proposeSettings('helpdesk@contoso.example', { ...nothing, srv: many })).toHaveLength(10);
});

test('no domain belongs to two providers', () => {
  const domains = mailProviders.flatMap((provider) => provider.domains);
  expect(new Set(domains).size).toBe(domains.length);
});
