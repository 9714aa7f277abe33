import { EmailClient } from '@azure/communication-email';
import type { TokenCredential } from '@azure/core-auth';
import { createHttpHeaders, isRestError, type PipelinePolicy } from '@azure/core-rest-pipeline';
import type { OutgoingMail } from '../../domain/mail/outgoing-mail.ts';
import { MailSenderError } from '../../errors.ts';
import type { MailSender, SendResult } from '../../ports/mail-sender.ts';
import { leanHttpClient } from '../http/lean-http-client.ts';

/**
 * Sends through Azure Communication Services Email; one request a mail. The mail's `from.address`
 * has to be a MailFrom address of one of its domains; the name that is shown with it is set there,
 * and that of the mail is left out (senderAddress takes none). It sends once for an operation id as
 * long as it remembers that.
 */
export function acsSender(endpoint: string, credential: TokenCredential): MailSender {
  const client = new EmailClient(endpoint, credential, {
    // the outbox tries again, later; a second try within seconds only meets the same limit
    retryOptions: { maxRetries: 0 },
    httpClient: leanHttpClient(),
    additionalPolicies: [{ policy: answerFirstStatusPoll(), position: 'perRetry' }],
  });
  return {
    async send(mail: OutgoingMail): Promise<SendResult> {
      try {
        await client.beginSend(toEmailMessage(mail), { operationId: mail.operationId });
        return { kind: 'accepted' };
      } catch (error) {
        if (!isRestError(error)) throw error;
        // the operation is there: an earlier try got as far as this
        if (error.statusCode === 409) return { kind: 'accepted' };
        return refusalOrThrow(error.statusCode, error.message, error.response?.headers.get('retry-after'));
      }
    },
  };
}

function toEmailMessage(mail: OutgoingMail) {
  const { inReplyTo, references } = mail;
  const { address, name } = mail.replyTo;
  return {
    senderAddress: mail.from.address,
    content: { subject: mail.subject, plainText: mail.text, html: mail.html },
    recipients: { to: [{ address: mail.to.address, ...(mail.to.name ? { displayName: mail.to.name } : {}) }] },
    replyTo: [{ address, ...(name ? { displayName: name } : {}) }],
    headers: {
      'Message-ID': mail.messageId,
      ...(inReplyTo === null ? {} : { 'In-Reply-To': inReplyTo }),
      ...(references.length === 0 ? {} : { References: references.join(' ') }),
      ...mail.headers,
    },
    disableUserEngagementTracking: true,
  };
}

/**
 * 4xx but 401, 403, 408 and 429 say that this mail will never be taken; all else may pass (or be
 * put right by an admin).
 */
function refusalOrThrow(status: number | undefined, message: string, retryAfter: string | undefined): SendResult {
  const passing = status === undefined || status >= 500 || [401, 403, 408, 429].includes(status);
  if (!passing) return { kind: 'refused', reason: `Communication Services answered ${status}: ${message.slice(0, 300)}` };
  const seconds = Number(retryAfter);
  throw new MailSenderError(`Communication Services could not take the mail now (${status ?? 'no answer'}): ${message.slice(0, 300)}`, {
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
  });
}

/**
 * `beginSend` asks for the status at once after a mail was taken over. That would eat the quota of
 * Get Email Status (60 a minute) and let an accepted send look failed, so that first question is
 * answered here; delivery reports say the rest.
 */
function answerFirstStatusPoll(): PipelinePolicy {
  return {
    name: 'answerFirstStatusPoll',
    async sendRequest(request, next) {
      if (request.method !== 'GET' || !request.url.includes('/emails/operations/')) return next(request);
      const body = JSON.stringify({ id: 'accepted', status: 'Running' });
      return { request, status: 200, headers: createHttpHeaders({ 'content-type': 'application/json' }), bodyAsText: body };
    },
  };
}
