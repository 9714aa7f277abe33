import { type Remark, remark } from '../words/remark.ts';

/** A connection of a test: where to, and as whom. */
export type Server = { host: string; port: number };

/** What went wrong at a server of mail: how its source failed, and what is known of it. */
export type Failed = {
  failure: string;
  /** What Node, OpenSSL, the IMAP server, Exchange or Microsoft Graph call it; `''`: nothing. */
  code: string;
  /** The HTTP status of Microsoft Graph; null elsewhere. */
  status: number | null;
  /** What the server said, without secrets. */
  said: string;
};
type Account = { user: string; folder: string };

/** The addresses of a name could not be had, or may not be connected to. Pure. */
export const unresolved = (code: string, { host }: Server): Remark =>
  /^(?:EAI_AGAIN|ETIMEOUT|ESERVFAIL)$/.test(code) ? remark('test-dns-out') : remark('test-no-address', { host });

/** Why TLS was not agreed on. `names`: those of the certificate, where it has others. Pure. */
export function withoutTls(code: string, names: string, server: Server): Remark {
  const { host, port } = server;
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code)) return remark('test-tls-plain-port', { port });
  if (code === 'NO_GREETING') return remark('test-no-greeting', { port });
  if (code === 'NO_STARTTLS') return remark('test-no-starttls', { port });
  if (code === 'CERT_HAS_EXPIRED') return remark('test-cert-expired', { host });
  if (code === 'CERT_NOT_YET_VALID') return remark('test-cert-not-yet', { host });
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return remark('test-cert-name', { host, names });
  if (/^(?:CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/.test(code))
    return remark('test-cert-untrusted', { host, code });
  if (/UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION|VERSION_TOO_LOW/.test(code)) return remark('test-tls-old', { code });
  return /^(?:ECONN|ETIMEDOUT|EHOST|ENET|EADDRREFUSED)/.test(code)
    ? remark('test-no-connection', { host, port })
    : remark('test-tls-failed', { host, code });
}

/** An explained failure, and whether it was the sign-in that failed, or what came after it. */
export type Explained = { step: 'sign-in' | 'folder'; said: Remark };

/** Why a mailbox could not be opened, once its server answered. Pure. */
export function unopened(failed: Failed, server: Server, account: Account): Explained {
  const { failure, code, status } = failed;
  const said = saidBy(failed);
  const atSignIn = (remarked: Remark): Explained => ({ step: 'sign-in', said: remarked });
  const atFolder = (remarked: Remark): Explained => ({ step: 'folder', said: remarked });
  if (code === 'NOT-CONNECTED') return atFolder(remark('test-not-connected'));
  if (code === 'APP-PASSWORD') return atSignIn(remark('test-app-password', { said }));
  if (code === 'NO-PASSWORDS') return atSignIn(remark('test-no-passwords'));
  if (code === 'WEB-SIGN-IN') return atSignIn(remark('test-web-sign-in', { said }));
  if (/^(?:LOGON-DENIED|ErrorAccessDenied|ErrorImpersonat\w+|HTTP 403|ErrorMissingEmailAddress)$/.test(code))
    return atSignIn(remark('test-no-right', { said }));
  if (/^(?:ErrorNonExistentMailbox|ErrorInvalidUser|Request_ResourceNotFound|ResourceNotFound)$/.test(code))
    return atFolder(remark('test-no-mailbox', { said }));
  if (code === 'MailboxNotEnabledForRESTAPI') return atFolder(remark('test-graph-no-rest', { said }));
  if (/^(?:HTTP 404|HTTP 30\d|no SOAP)$/.test(code)) return atSignIn(remark('test-no-ews', { said }));
  if (status === 401) return atSignIn(remark('test-graph-token', { said }));
  if (status === 403) return atSignIn(remark('test-graph-forbidden', { said }));
  switch (failure) {
    case 'login-refused':
      return atSignIn(remark('test-sign-in-refused', { user: account.user, said }));
    case 'needs-authorisation':
      return atSignIn(remark('test-authorise', { said }));
    case 'folder-missing':
      return atFolder(remark('test-no-folder', { folder: account.folder }));
    case 'throttled':
      return atSignIn(remark('test-throttled'));
    case 'certificate':
      return atSignIn(withoutTls(code, '', server));
    case 'address-refused':
      return atSignIn(remark('test-no-connection', server));
    case 'unreachable':
      return atSignIn(isOfNetwork(code) ? remark('test-no-connection', server) : remark('test-unavailable', { said }));
    default:
      return atSignIn(remark('test-protocol', { said: saidBy({ said: '', code }) }));
  }
}

/** Why a message could not be read, or written to. Pure. */
export const unreadable = (failed: Failed): Remark =>
  failed.failure === 'throttled' ? remark('test-throttled') : remark('test-unreadable', { said: saidBy(failed) });

/** What the server said, or else its code, as the end of a sentence. Pure. */
export const saidBy = ({ said, code }: Pick<Failed, 'said' | 'code'>): Remark => {
  const text = said || code;
  return text === '' ? remark('test-said-nothing') : remark('test-said', { text });
};

const isOfNetwork = (code: string): boolean =>
  /^(?:E[A-Z]+|CONNECT_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT|NoConnection|(?:ERR|UND|HPE)_\w+)$/.test(code);
