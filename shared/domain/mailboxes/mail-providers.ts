/** What an admin has to know before a mailbox of a provider can be read. */
export type MailHint = 'authorise' | 'authorise-or-app-password' | 'app-password' | 'switch-imap-on' | 'own-password' | 'check-host';

/**
 * A provider of mail: whose addresses and whose mail exchangers these are (`mx`: the end of the
 * name), and how a mailbox there is read. No host: by Microsoft Graph. `user`: what one signs in
 * with; two where providers say one thing and servers another.
 */
export type MailProvider = {
  domains: readonly string[];
  mx: readonly string[];
  host: string | null;
  user: readonly ('address' | 'local-part')[];
  hints: readonly MailHint[];
};

const imap = (
  host: string,
  domains: readonly string[],
  mx: readonly string[],
  hints: readonly MailHint[] = [],
  user: MailProvider['user'] = ['address'],
): MailProvider => ({ host, domains, mx, hints, user });

/**
 * The big ones, as their help pages have it; all by TLS on port 993. Of two that
 * have a mail exchanger, the first counts.
 */
export const mailProviders: readonly MailProvider[] = [
  imap('imap.gmail.com', ['gmail.com', 'googlemail.com'], ['.google.com', '.googlemail.com'], ['authorise-or-app-password']),
  imap(
    'outlook.office365.com',
    [
      'outlook.com',
      'outlook.de',
      'outlook.fr',
      'hotmail.com',
      'hotmail.de',
      'hotmail.fr',
      'hotmail.co.uk',
      'live.com',
      'live.de',
      'msn.com',
    ],
    ['.olc.protection.outlook.com'],
    ['authorise'],
  ),
  { host: null, domains: [], mx: ['.mail.protection.outlook.com', '.mx.microsoft'], user: ['address'], hints: [] },
  imap('imap.aol.com', ['aol.com', 'aim.com', 'aol.de', 'aol.fr'], ['.mx-aol.mail.gm0.yahoodns.net'], ['app-password']),
  imap(
    'imap.mail.yahoo.com',
    ['yahoo.com', 'ymail.com', 'rocketmail.com', 'yahoo.de', 'yahoo.fr', 'yahoo.co.uk', 'yahoo.it', 'yahoo.es'],
    ['.yahoodns.net'],
    ['app-password'],
  ),
  imap('imap.mail.me.com', ['icloud.com', 'me.com', 'mac.com'], ['.mail.icloud.com'], ['app-password'], ['local-part', 'address']),
  imap('imap.gmx.com', ['gmx.com', 'gmx.us', 'gmx.co.uk'], ['.gmx.com'], ['switch-imap-on']),
  imap('imap.gmx.net', ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'gmx.org', 'gmx.info', 'gmx.eu'], ['.gmx.net'], ['switch-imap-on']),
  imap('imap.web.de', ['web.de', 'email.de'], ['.web.de'], ['switch-imap-on']),
  imap('imap.mail.com', ['mail.com', 'email.com'], ['.mail.com'], ['switch-imap-on']),
  imap('imap.zoho.eu', ['zoho.eu', 'zohomail.eu'], ['.zoho.eu'], ['switch-imap-on', 'app-password']),
  imap('imap.zoho.com', ['zoho.com', 'zohomail.com'], ['.zoho.com', '.zohomail.com'], ['switch-imap-on', 'app-password']),
  imap('imap.fastmail.com', ['fastmail.com', 'fastmail.fm', 'messagingengine.com'], ['.messagingengine.com'], ['app-password']),
  imap('ssl0.ovh.net', ['ovh.fr', 'ovh.net'], ['.mail.ovh.net', '.ovh.net']),
  imap('imap.ionos.com', ['online.com'], ['.ionos.com', '.1and1.com']),
  imap('imap.ionos.de', ['online.de', 'onlinehome.de'], ['.kundenserver.de', '.ionos.de']),
  imap('imap.strato.de', [], ['.rzone.de']),
  imap('imap.one.com', [], ['.one.com']),
  imap('imap.mailbox.org', ['mailbox.org'], ['.mailbox.org']),
  imap('posteo.de', ['posteo.de', 'posteo.net', 'posteo.at', 'posteo.ch', 'posteo.eu'], ['.posteo.de']),
  imap('mail.infomaniak.com', ['ik.me', 'ikmail.com', 'etik.com'], ['.infomaniak.ch', '.infomaniak.com'], ['own-password']),
  imap(
    'imap.yandex.com',
    ['yandex.com', 'yandex.ru', 'yandex.kz', 'yandex.by', 'ya.ru'],
    ['.yandex.net', '.yandex.ru'],
    ['switch-imap-on', 'app-password'],
  ),
  imap('imap.orange.fr', ['orange.fr', 'wanadoo.fr'], ['.orange.fr'], ['switch-imap-on']),
  imap('imap.free.fr', ['free.fr'], ['.free.fr']),
  imap('secureimap.t-online.de', ['t-online.de', 'magenta.de'], ['.t-online.de'], ['own-password']),
  imap('mail.gandi.net', [], ['.mail.gandi.net']),
  imap('secure.emailsrvr.com', [], ['.emailsrvr.com']),
];

/** The words of each hint, for admins. */
export const mailHints: Readonly<Record<MailHint, string>> = {
  authorise: 'The provider takes no password: the mailbox is authorised in a browser.',
  'authorise-or-app-password':
    'The mailbox is authorised in a browser. Or, with two-step verification, an app password is made in the security settings of the account.',
  'app-password': 'An app password is needed: make one in the security settings of the account.',
  'switch-imap-on': 'IMAP is off until it is switched on in the settings of the webmail.',
  'own-password': 'Programs have a password of their own, which is set in the settings of the account.',
  'check-host': 'This host is outside the domain of the address. Connect to it only if you know it as the server of your provider.',
};

/** The provider whose addresses end with this domain; null: none that is known. Pure. */
export const providerOfDomain = (domain: string): MailProvider | null =>
  mailProviders.find(({ domains }) => domains.includes(domain)) ?? null;

/** The provider that takes in the mail of a domain, by the names of its mail exchangers. Pure. */
export const providerOfMx = (exchangers: readonly string[]): MailProvider | null =>
  mailProviders.find(({ mx }) => mx.some((end) => exchangers.some((name) => `.${name.toLowerCase().replace(/\.$/, '')}`.endsWith(end)))) ??
  null;
