import type { OutgoingMail } from '../../domain/mail/outgoing-mail.ts';
import { type Remark, remark } from '../../domain/words/remark.ts';
import { MailSenderError, type MailSourceError } from '../../errors.ts';
import type { SendResult } from '../../ports/mail-sender.ts';
import { GraphRefusal } from './graph-error.ts';

/** With 400: this mail will never be taken (learn.microsoft.com/graph/errors). */
const refusing = /^(ErrorInvalidRecipients|ErrorMimeContentInvalid|ErrorMessageSizeExceeded|ErrorInvalidRequest$|RequestBodyRead$)/;
/** No connection came about, so nothing was taken. */
const unconnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * What Graph's failure means for a mail: what concerns the mail itself is refused for good; what
 * may pass, or be put right by an admin, is thrown.
 *
 * @throws MailSenderError
 */
export function refusalOrThrow(error: MailSourceError, mail: OutgoingMail): SendResult {
  const { status, code } = error instanceof GraphRefusal ? error : { status: 401, code: '' };
  if (status === 413 || (status === 400 && refusing.test(code))) {
    return { kind: 'refused', reason: remark('channel-refused', { said: error.message }) };
  }
  const reason = remedyFor(code, error.message, mail) ?? remark('channel-out', { said: error.message });
  // an answer that is lost, or says that the server failed, may come after the mail was taken
  const perhapsTaken = status >= 500 || (status < 0 && !unconnected.test(code));
  throw new MailSenderError(error.message, { retryAfterMs: error.retryAfterMs, reason, perhapsTaken });
}

function remedyFor(code: string, said: string, { from }: OutgoingMail): Remark | null {
  if (/SendAsDenied/.test(code)) return remark('graph-send-as-denied', { address: from.address });
  if (/Quota|MessageLimit/.test(code)) return remark('graph-quota', { said });
  if (/^(ErrorAccessDenied|Authorization_RequestDenied)$/.test(code)) return remark('graph-may-not-send', { said });
  return null;
}
