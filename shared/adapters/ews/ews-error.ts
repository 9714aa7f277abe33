import { MailSourceError, type SourceFailure } from '../../errors.ts';

/**
 * What an Exchange server answered instead of what was asked for. `code`: its response code
 * (ErrorAccessDenied …), `HTTP 503`, or what Node or OpenSSL call a connection that failed.
 */
export class EwsRefusal extends MailSourceError {
  readonly code: string;
  constructor(failure: SourceFailure, code: string, message: string, options: { retryAfterMs?: number | null } = {}) {
    super(failure, message, options);
    this.code = code;
  }
}

/** The server as it is named to the admin, and what must never be told. */
export type Asked = { url: URL; user: string; secrets: string[] };

export type Said = { code: string; text: string; retryAfterMs?: number | null };

/** What a response code, a status or a broken connection means, in words for the admin. */
export function toEwsRefusal({ url, user, secrets }: Asked, { code, text, retryAfterMs = null }: Said): EwsRefusal {
  const failure = failureOf(code);
  const said = [code, plainText(text, secrets)].filter(Boolean).join(': ');
  const server = `Exchange at ${url.origin}${url.pathname}`;
  const texts: Record<SourceFailure, string> = {
    'login-refused': `${server} refused ${user} (${said}). ${remedies[code] ?? remedies['HTTP 401']}`,
    'needs-authorisation': `${server} takes no token of ${user} any more (${said}). Authorise the mailbox again`,
    'address-refused': `${server} is not to be connected to from here (${said}). A mail server in a private network has to be allowed by ALLOWED_PRIVATE_NETWORKS`,
    unreachable: `${server} can't be reached (${said}). Check the address, and whether the server is up`,
    certificate: `${server} has no certificate that can be trusted for this name (${said}). Check the host name, or have the certificate renewed`,
    throttled: `${server} is busy and wants to be asked less often (${said})`,
    'folder-missing': `${server} has no such folder or mailbox for ${user} (${said}). Check the folder's name, and that the account may open the mailbox`,
    protocol: `${server} did not do what was asked (${said})${remedies[code] ? `. ${remedies[code]}` : ''}`,
    'too-large': `${server} has a mail that is too large (${said})`,
    unreadable: `${server} can't hand over a mail (${said})`,
  };
  return new EwsRefusal(failure, code, texts[failure], { retryAfterMs });
}

const remedies: Record<string, string> = {
  'HTTP 401':
    'Check the user name (DOMAIN\\name or name@domain), the password and how it is sent (NTLM or Basic must be switched on for the EWS virtual directory). ' +
    'Where a proxy or load balancer with a certificate of its own stands in front, Extended Protection refuses NTLM: give it the same certificate as the server, or use Basic or OAuth',
  'HTTP 403': 'The account may not use EWS: check EwsEnabled and the application access policy (Get-CASMailbox, Get-OrganizationConfig)',
  'HTTP 404': "The address usually ends with /EWS/Exchange.asmx; use the server's own",
  'HTTP 302': 'A redirect is not followed, since it would take the password along. Enter the address that it leads to, if it is yours',
  ErrorAccessDenied: 'Give the account full access to the mailbox, or let it impersonate (management role ApplicationImpersonation)',
  ErrorImpersonateUserDenied: 'Give the account the management role ApplicationImpersonation for this mailbox',
  ErrorImpersonationDenied: 'Give the account the management role ApplicationImpersonation for this mailbox',
  ErrorImpersonationFailed:
    "Check the mailbox's address, and that the account may impersonate it (management role ApplicationImpersonation)",
  ErrorNonExistentMailbox: "There is no mailbox of that address: check the mailbox's address",
  ErrorMissingEmailAddress: 'The account has no mailbox of its own: set "access" to "full-access" or "impersonation"',
  ErrorPasswordExpired: 'Give the account a new password, and store it again',
  ErrorPasswordChangeRequired: 'Give the account a new password, and store it again',
  ErrorAccountDisabled: 'The account is disabled; enable it again',
  ErrorInvalidServerVersion: 'Exchange Server 2013 SP1 or later is needed',
  ErrorSchemaValidation: 'Exchange Server 2013 SP1 or later is needed',
};

/** learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode */
const codesOf: Partial<Record<SourceFailure, readonly string[]>> = {
  throttled: [
    'HTTP 429',
    'HTTP 503',
    'ErrorServerBusy',
    'ErrorExceededConnectionCount',
    'ErrorExceededFindCountLimit',
    'ErrorTooManyObjectsOpened',
    'ErrorConcurrentSyncCalls',
  ],
  unreachable: [
    'ErrorTimeoutExpired',
    'ErrorConnectionFailed',
    'ErrorConnectionFailedTransientError',
    'ErrorMailboxStoreUnavailable',
    'ErrorMailboxMoveInProgress',
    'ErrorMailboxFailover',
    'ErrorADUnavailable',
    'ErrorADOperation',
    'ErrorInternalServerError',
    'ErrorInternalServerTransientError',
    'ErrorInsufficientResources',
    'HTTP 408',
  ],
  'login-refused': [
    'HTTP 401',
    'HTTP 403',
    'ErrorAccessDenied',
    'ErrorImpersonateUserDenied',
    'ErrorImpersonationDenied',
    'ErrorImpersonationFailed',
    'ErrorNonExistentMailbox',
    'ErrorMissingEmailAddress',
    'ErrorPasswordExpired',
    'ErrorPasswordChangeRequired',
    'ErrorAccountDisabled',
    'ErrorInvalidOAuthToken',
  ],
  'folder-missing': ['ErrorFolderNotFound', 'ErrorParentFolderNotFound', 'ErrorToFolderNotFound', 'ErrorCannotEmptyFolder'],
  'too-large': ['ErrorMessageSizeExceeded', 'ErrorDataSizeLimitExceeded'],
  unreadable: [
    'ErrorMimeContentConversionFailed',
    'ErrorContentConversionFailed',
    'ErrorUnsupportedMimeConversion',
    'ErrorMimeContentInvalid',
    'ErrorCorruptData',
    'ErrorItemCorrupt',
    'ErrorPropertyValidationFailure',
  ],
};
const failures = new Map(Object.entries(codesOf).flatMap(([failure, codes]) => codes.map((code) => [code, failure])));

/**
 * Codes of OpenSSL's verification and Node's host name check (Node: "TLS, X509 certificate error
 * codes").
 */
const certificateCode =
  /^(CERT_|CRL_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

function failureOf(code: string): SourceFailure {
  const known = Object.keys(codesOf).find((failure): failure is SourceFailure => failures.get(code) === failure);
  if (known) return known;
  if (code === 'EADDRREFUSED') return 'address-refused';
  if (certificateCode.test(code)) return 'certificate';
  if (/^HTTP 5/.test(code) || /^(E[A-Z]+|ERR_(?:SSL|TLS|HTTP|STREAM|SOCKET)\w*|HPE_\w+|UND_\w+)$/.test(code)) return 'unreachable';
  return 'protocol';
}

/** At most 200 printable ASCII characters, on one line, without the secrets. */
function plainText(text: string, secrets: string[]): string {
  const hidden = secrets.filter((secret) => secret !== '').reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  return hidden
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
}
