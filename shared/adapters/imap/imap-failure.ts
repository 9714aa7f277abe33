import { z } from 'zod';
import type { ImapMailbox } from '../../domain/mailboxes/mailbox.ts';
import { MailSourceError, type SourceFailure } from '../../errors.ts';

/** What imapflow and Node put on their errors. Whatever is of another type counts as missing. */
const Facts = z.object({
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  responseStatus: z.string().optional().catch(undefined),
  responseText: z.string().optional().catch(undefined),
  serverResponseCode: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  authenticationFailed: z.boolean().optional().catch(undefined),
  tlsFailed: z.boolean().optional().catch(undefined),
  mailboxMissing: z.boolean().optional().catch(undefined),
  throttleReset: z.number().optional().catch(undefined),
});
type Facts = z.infer<typeof Facts>;

/**
 * Codes of OpenSSL's verification and Node's host name check (Node: "TLS, X509 certificate error
 * codes").
 */
const certificateCode =
  /^(CERT_|CRL_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;
const networkCode =
  /^(E[A-Z]+|CONNECT_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT|ETIMEOUT|NoConnection|EConnectionClosed|ClosedAfterConnect\w+|StateLogout)$/;
/** Gmail, Exchange and Dovecot say it in words; RFC 5530 has LIMIT. */
const throttledText = /too many|throttl|rate limit|try again later|maximum number of connections/i;
/** Gmail's limit of bytes lasts about a day; asking each hour doesn't prolong it. */
const overQuotaMs = 3_600_000;

/**
 * What servers say in words of their own, what it is called here, and what the admin can do about
 * it.
 */
const remedies: readonly [said: RegExp, code: string, remedy: string][] = [
  [
    /application-specific password required/i,
    'APP-PASSWORD',
    'The account wants an app password: make one in its security settings, and enter that',
  ],
  [
    /authenticated but not connected/i,
    'NOT-CONNECTED',
    'The sign-in is right, but does not open this mailbox: another user has signed in, or the permission for IMAP or for a shared mailbox is missing',
  ],
  [/LogonDenied/i, 'LOGON-DENIED', 'The app has no right to this mailbox: Add-MailboxPermission gives it'],
  [/Server Unavailable\. 15/i, 'NO-PASSWORDS', 'Microsoft takes no password any more: authorise the mailbox instead'],
  [/web ?browser|web login required/i, 'WEB-SIGN-IN', 'Sign in to the account once in a browser'],
];

/**
 * An IMAP server did not do what it was asked. `code`: its response code (RFC 5530), what Node
 * calls a connection that failed, or one of those above for what servers say in words alone;
 * `said`: its words, on one line and without secrets.
 */
export class ImapRefusal extends MailSourceError {
  readonly code: string;
  readonly said: string;
  constructor(
    failure: SourceFailure,
    message: string,
    options: { remoteId: string | null; retryAfterMs: number | null; code: string; said: string },
  ) {
    super(failure, message, options);
    this.code = options.code;
    this.said = options.said;
  }
}

/**
 * What went wrong with an IMAP server, in words for the admin. `secrets` are taken out of what the
 * server said, in case it repeats them. `remoteId`: the mail that was being read, `alert`: what the
 * server wants people to see (RFC 9051 7.1), `folder`: the one that was asked for.
 */
export function toImapFailure(
  error: unknown,
  { host, port, user, folders: [first = ''] }: ImapMailbox,
  secrets: string[],
  { remoteId, alert, folder = first }: { remoteId?: string | undefined; alert?: string | null; folder?: string | undefined } = {},
): MailSourceError {
  if (error instanceof MailSourceError) return error;
  const facts = Facts.catch({ message: String(error) }).parse(error);
  const failure = failureOf(facts);
  const inNode = [facts.code, facts.reason ?? facts.message].filter((text) => text).join(': ');
  const all = facts.responseText ?? (facts.authenticationFailed ? facts.response : undefined) ?? inNode;
  const link = /\[WEBALERT ([^\]\s]+)\]/i.exec(facts.response ?? '')?.[1];
  const words = [all, link, alert && !all.includes(alert) ? alert : ''].filter((text) => text).join(' ');
  const said = plainText(words, secrets);
  const [, known, advice] = remedies.find(([pattern]) => pattern.test(words)) ?? [];
  const remedy = advice ?? (link && `Open ${plainText(link, secrets)} in a browser`);
  const server = `${host}:${port}`;
  const texts: Record<SourceFailure, string> = {
    'login-refused': `${server} refused the login of ${user} (${said}). Check the user name and the password, or give the app its consent again`,
    'needs-authorisation': `${server} takes no token of ${user} any more (${said}). Authorise the mailbox again`,
    'address-refused': `${server} is not to be connected to from here (${said}). A mail server in a private network has to be allowed by ALLOWED_PRIVATE_NETWORKS`,
    unreachable: `${server} can't be reached (${said}). Check host and port, and whether the server is up`,
    certificate: `${server} has no certificate that can be trusted for this name (${said}). Check the host name, or have the certificate renewed`,
    throttled: `${server} wants to be asked less often (${said})`,
    'folder-missing': `${server} has no folder "${folder}" for ${user} (${said}). Check the folder's name`,
    protocol: `${server} did not do what was asked (${said})${facts.tlsFailed ? '. It must offer STARTTLS; or use implicit TLS, usually on port 993' : ''}`,
    'too-large': `${server} has a mail that is too large (${said})`,
    unreadable: `${server} can't hand over a mail (${said})`,
  };
  const retryAfterMs = facts.throttleReset ?? (facts.serverResponseCode === 'OVERQUOTA' ? overQuotaMs : null);
  return new ImapRefusal(failure, remedy ? `${texts[failure]}. ${remedy}` : texts[failure], {
    remoteId: remoteId ?? null,
    retryAfterMs,
    code: known ?? facts.serverResponseCode ?? facts.code ?? '',
    said: all === inNode ? '' : said,
  });
}

function failureOf(facts: Facts): SourceFailure {
  const { code = '', serverResponseCode = '' } = facts;
  if (code === 'EADDRREFUSED') return 'address-refused';
  if (certificateCode.test(code)) return 'certificate';
  if (code === 'ETHROTTLE' || serverResponseCode === 'LIMIT' || serverResponseCode === 'OVERQUOTA') return 'throttled';
  if (throttledText.test(facts.responseText ?? facts.reason ?? '')) return 'throttled';
  if (serverResponseCode === 'UNAVAILABLE' || serverResponseCode === 'INUSE') return 'unreachable';
  if (facts.authenticationFailed) return 'login-refused';
  if (facts.mailboxMissing || code === 'NotFound' || serverResponseCode === 'NONEXISTENT') return 'folder-missing';
  if (networkCode.test(code)) return 'unreachable';
  return 'protocol';
}

/** At most 200 printable ASCII characters, on one line, without the secrets. */
function plainText(text: string, secrets: string[]): string {
  const hidden = secrets.filter((secret) => secret !== '').reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  return (
    hidden
      .replace(/[^\x21-\x7e]+/g, ' ')
      .trim()
      .slice(0, 200) || 'no reason given'
  );
}
