import { EmailClient } from '@azure/communication-email';
import type { TokenCredential } from '@azure/core-auth';
import { createHttpHeaders, isRestError, type PipelinePolicy } from '@azure/core-rest-pipeline';
import { inMegabytes, problemOfFiles } from '../../domain/mail/channel-limits.ts';
import type { OutgoingMail } from '../../domain/mail/outgoing-mail.ts';
import { type Remark, remark } from '../../domain/words/remark.ts';
import { MailSenderError } from '../../errors.ts';
import type { MailSender, SendResult } from '../../ports/mail-sender.ts';
import { leanHttpClient } from '../http/lean-http-client.ts';
import { acsLimits, maxRequestBytes } from './acs-limits.ts';
import { toEmailMessage } from './to-email-message.ts';

/** A request of 10 MB at 3 Mbit/s; the answer itself comes within a second. */
const answerMs = 30_000;

/**
 * Sends through Azure Communication Services Email; one request a mail. The mail's `from.address`
 * has to be a MailFrom address of one of its domains; the name that is shown with it is set there,
 * and that of the mail is left out (senderAddress takes none). It sends once for an operation id as
 * long as it remembers that.
 */
export function acsSender(endpoint: string, credential: TokenCredential, timeoutMs = answerMs): MailSender {
  const client = new EmailClient(endpoint, credential, {
    // the outbox tries again, later; a second try within seconds only meets the same limit
    retryOptions: { maxRetries: 0 },
    httpClient: leanHttpClient(),
    additionalPolicies: [{ policy: answerFirstStatusPoll(), position: 'perRetry' }],
  });
  return {
    async send(mail, { again } = { again: false }): Promise<SendResult> {
      const message = toEmailMessage(mail);
      const reason = problemOf(mail, message);
      if (reason) return { kind: 'refused', reason };
      try {
        await client.beginSend(message, { operationId: mail.operationId, abortSignal: AbortSignal.timeout(timeoutMs) });
        return { kind: 'accepted' };
      } catch (error) {
        if (isTimeout(error)) throw outOf('no answer', 'no answer in time', null);
        if (!isRestError(error)) throw error;
        // the operation is there: an earlier try got as far as this
        if (error.statusCode === 409) return { kind: 'accepted' };
        const said = error.message.slice(0, 300);
        const { statusCode: status = 0 } = error;
        if (isPassing(status)) throw outOf(status === 0 ? 'no answer' : String(status), said, error.response?.headers.get('retry-after'));
        // seen where a first answer got lost: the mail had been taken then
        if (again && status === 400) return { kind: 'uncertain', reason: remark('acs-in-doubt', { said }), canLook: false };
        return { kind: 'refused', reason: remark('channel-refused', { said: `Communication Services answered ${status}: ${said}` }) };
      }
    },
  };
}

/** Why the service would turn away the whole mail, known before it is asked. */
function problemOf(mail: OutgoingMail, message: object): Remark | null {
  const problem = problemOfFiles(
    mail.attachments.map(({ name, type, bytes }) => ({ name, type, size: bytes.byteLength })),
    acsLimits,
  );
  if (problem) return problem;
  const bytes = Buffer.byteLength(JSON.stringify(message));
  return bytes > maxRequestBytes ? remark('send-too-large', { size: inMegabytes(bytes), max: inMegabytes(maxRequestBytes) }) : null;
}

/**
 * 4xx but 401, 403, 408 and 429 say that this mail will never be taken; all else may pass (or be
 * put right by an admin).
 */
const isPassing = (status: number): boolean => status < 400 || status >= 500 || [401, 403, 408, 429].includes(status);

/** An answer that says no took nothing; of the others nobody knows, but the operation id tells. */
function outOf(status: string, said: string, retryAfter: string | null | undefined): MailSenderError {
  const seconds = Number(retryAfter);
  return new MailSenderError(`Communication Services could not take the mail now (${status}): ${said}`, {
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
    perhapsTaken: !['401', '403', '429'].includes(status),
    isBusy: status === '429',
  });
}

const isTimeout = (error: unknown): boolean => error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

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
