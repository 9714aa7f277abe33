import type { Credentials } from '../../domain/mailboxes/login.ts';
import { MailSourceError } from '../../errors.ts';
import type { RefusedLogins } from '../net/refused-logins.ts';
import { type Said, toEwsRefusal } from './ews-error.ts';
import { openSession, type SessionOptions } from './ews-session.ts';
import { exchangeOnlineHint, isExchangeOnline } from './exchange-online.ts';
import type { PostAnswer } from './post-xml.ts';
import { parseAnswer, type ResponseMessage, toEnvelope } from './soap.ts';

export type EwsOptions = Omit<SessionOptions, 'headers'> & {
  url: URL;
  /** The mailbox's address: the request is led to the server that has it. */
  address: string;
  /** The account acts for the mailbox by its right to impersonate. */
  impersonates: boolean;
  refused: RefusedLogins;
  /** Runs a request for a mailbox when it is its turn. */
  turns<T>(address: string, request: () => Promise<T>): Promise<T>;
};

/** Exchange Web Services, as far as this app uses them. */
export type Ews = {
  /**
   * Asks for one operation, given as XML (`<m:GetItem>…`). What became of each thing that was asked
   * for, in its order; what concerns them all, such as a server that is busy, is thrown.
   *
   * @param mailBytes when a mail is asked for, the largest that is read
   * @throws MailSourceError, `too-large` when the answer has more than such a mail
   */
  call(operation: string, mailBytes?: number): Promise<ResponseMessage[]>;
  /** What went wrong with one of the things asked for. */
  refusal(message: Pick<ResponseMessage, 'code' | 'text' | 'backOffMs'>): MailSourceError;
  close(): void;
};

/** A page of 512 changes has some 300 KB, and reading 2 MB takes a second. */
const usualBytes = 2 * 1024 * 1024;
/** Around a mail in its answer. */
const envelopeBytes = 64 * 1024;
const inBase64 = (bytes: number) => Math.ceil((bytes + 1) / 3) * 4;
/** After these the same call may do. Of the message of one thing, they concern all. */
const concernsAll = /^Error(?:ServerBusy|ExceededConnectionCount|ConcurrentSyncCalls|TooManyObjectsOpened|ADUnavailable)$/;

/** Connects at the first call. */
export function connectEws(options: EwsOptions): Ews {
  const { url, address, user, refused } = options;
  let given: Credentials | null = null;
  const login = async (fresh: boolean): Promise<Credentials> => {
    given = await options.login(fresh).catch((error: unknown) => {
      throw toLoginFailure(error, user, url);
    });
    const reason = refused.reason(user, url.origin, given);
    if (reason && !fresh) return login(true);
    if (reason) throw reason;
    return given;
  };
  const session = openSession(url, { ...options, login, headers: { 'User-Agent': 'psa-email', 'X-AnchorMailbox': address } });
  const refuse = (said: Said) => toEwsRefusal({ url, user, secrets: session.secrets() }, said);

  const messagesIn = (answer: PostAnswer, mailBytes: number | null): ResponseMessage[] => {
    const { status, headers, body } = answer;
    if (body === 'too-large' && mailBytes !== null)
      throw refuse({ code: 'ErrorMessageSizeExceeded', text: `more than ${mailBytes} bytes` });
    if (body === 'too-large') throw refuse({ code: 'answer too large', text: `more than ${usualBytes} bytes` });
    const read = status === 200 || status === 500 ? parseAnswer(body) : null;
    if (read?.kind === 'fault') throw refuse({ ...read, code: read.code || 'SOAP fault', retryAfterMs: read.backOffMs });
    if (status !== 200) {
      const refusal = refuse(refusedBy(answer));
      if (status === 401 && given) refused.keep(user, url.origin, given, refusal);
      throw refusal;
    }
    if (!read)
      throw refuse({ code: 'no SOAP', text: `it answered with ${headers['content-type'] ?? 'something'}; is it the address of EWS?` });
    const common = read.messages.find(({ isError, code }) => isError && concernsAll.test(code));
    if (common) throw refuse({ ...common, retryAfterMs: common.backOffMs });
    return read.messages;
  };

  return {
    async call(operation, mailBytes) {
      const maxBytes = mailBytes === undefined ? usualBytes : inBase64(mailBytes) + envelopeBytes;
      if (isExchangeOnline(url.hostname)) throw new MailSourceError('protocol', `${url.hostname}: ${exchangeOnlineHint}`);
      const envelope = toEnvelope(operation, options.impersonates ? address : null);
      const answer = await options
        .turns(address, () => session.post(envelope, maxBytes))
        .catch((error: unknown) => {
          if (error instanceof MailSourceError) throw error;
          throw refuse({ code: codeOf(error), text: error instanceof Error ? error.message : String(error) });
        });
      return messagesIn(answer, mailBytes ?? null);
    },
    refusal: ({ code, text, backOffMs }) => refuse({ code, text, retryAfterMs: backOffMs }),
    close: session.close,
  };
}

/** An answer that Exchange itself did not give: its web server, or something in front of it. */
function refusedBy({ status, headers }: PostAnswer): Said {
  if (status === 401) return { code: 'HTTP 401', text: `it offers ${schemesIn(headers['www-authenticate'])}` };
  if (status >= 300 && status < 400) {
    const host = URL.parse(headers.location ?? '')?.hostname ?? 'nowhere';
    const text = isExchangeOnline(host) ? `it leads to ${host}. ${exchangeOnlineHint}` : `it leads to ${host}`;
    return { code: 'HTTP 302', text };
  }
  const seconds = Number.parseInt(headers['retry-after'] ?? '', 10);
  return { code: `HTTP ${status}`, text: '', retryAfterMs: seconds >= 0 ? Math.min(seconds, 86_400) * 1000 : null };
}

const schemesIn = (offered = '') =>
  [...new Set(offered.match(/\b(?:Negotiate|NTLM|Basic|Bearer|Digest)\b/g) ?? [])].join(', ') || 'no way to log in';

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EUNKNOWN');

/** Key Vault or Entra don't hand over what is needed to log in. */
function toLoginFailure(error: unknown, user: string, url: URL): MailSourceError {
  if (error instanceof MailSourceError) return error;
  const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 200);
  return new MailSourceError('login-refused', `The password or token of ${user} for ${url.host} could not be had (${why})`);
}
