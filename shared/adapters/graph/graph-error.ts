import { MailSourceError, type SourceFailure } from '../../errors.ts';

/**
 * Graph refused a request. `status` is -1 if there was no response; `code` is from Graph, Node or
 * OpenSSL.
 */
export class GraphRefusal extends MailSourceError {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, text: string, retryAfterMs: number | null = null) {
    const missing = missingMailboxes.find(({ sign }) => sign.test(`${code} ${text}`));
    const failure = missing ? 'folder-missing' : failureOf(status, code);
    super(
      failure,
      `Microsoft Graph ${missing?.saying ?? saying[failure]} (${[status > 0 ? status : '', code, oneLine(text)].filter(Boolean).join(' ')})`,
      {
        retryAfterMs,
      },
    );
    this.status = status;
    this.code = code;
  }
}

const saying: Record<SourceFailure, string> = {
  'login-refused': 'refused the app. Check its consent (Mail.Read, for settling Mail.ReadWrite), and whether it may use this mailbox',
  'needs-authorisation': 'takes no token of this mailbox any more. Authorise the mailbox again',
  'address-refused': 'is not to be connected to from here',
  unreachable: 'can not be reached',
  certificate: 'has no certificate that can be trusted',
  throttled: 'wants to be asked less often',
  'folder-missing': 'has no such mailbox, folder or message',
  protocol: 'did not do what was asked',
  'too-large': 'has a mail that is too large',
  unreadable: "can't hand over a mail",
};

/**
 * What Graph says of mailboxes that it can't reach; in answers about subscriptions the code stands
 * in the text (microsoft-graph-docs issues 6869 and 13616).
 */
const missingMailboxes = [
  {
    sign: /MailboxNotEnabledForRESTAPI|REST API is not yet supported for this mailbox/i,
    saying:
      'does not have this mailbox: it is on premises, has no licence, or is not set up yet. One on premises is connected by EWS or IMAP',
  },
  { sign: /ErrorInvalidUser|requested user .* is invalid/i, saying: 'has no such user: were they deleted, or is the name another one?' },
];

/** Codes of OpenSSL's verification and Node's host name check. */
const certificateCode = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Source: Microsoft Graph, error responses and resource types; throttling guidance. */
function failureOf(status: number, code: string): SourceFailure {
  if (status < 0) return certificateCode.test(code) ? 'certificate' : 'unreachable';
  if (status === 401 || status === 403) return 'login-refused';
  if (status === 404) return 'folder-missing';
  if (status === 429) return 'throttled';
  return status >= 500 || status === 408 ? 'unreachable' : 'protocol';
}

const oneLine = (text: string): string =>
  text
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);

/**
 * The delay of a Retry-After in seconds or as a date (RFC 9110 10.2.3), in milliseconds; null if it
 * is missing or can't be read.
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), 24 * 3_600_000);
}
