import { randomUUID } from 'node:crypto';
import { graphRefusal } from './graph-error.ts';
import { postToEndpoint } from './post-to-endpoint.ts';

/** An endpoint has 10 s to echo the token. */
const timeoutMs = 10_000;

/**
 * The validation handshake: POST with `?validationToken=…`, to be answered with 200, text/plain and
 * the decoded token. Throws a Refusal 400 with the service's words. `http` is allowed on loopback
 * only, for the embedded cloud; the real service wants https everywhere. Source:
 * learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
export async function validateEndpoint(url: string): Promise<void> {
  if (!isAllowed(url)) throw graphRefusal(400, 'InvalidRequest', `The notification URL '${url}' must be an https address.`);
  // opaque, and with characters that must be decoded: who echoes the query as it came fails
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
  const address = `${url}${url.includes('?') ? '&' : '?'}validationToken=${encodeURIComponent(token)}`;
  const answer = await postToEndpoint(address, '', 'text/plain; charset=utf-8', AbortSignal.timeout(timeoutMs)).catch((error: unknown) => {
    const isTimeout = error instanceof Error && /timeout|abort/i.test(`${error.name} ${error.message}`);
    throw failed(
      isTimeout
        ? 'Subscription validation request timed out.'
        : 'Subscription validation request failed. Notification endpoint could not be reached.',
    );
  });
  if (answer.status !== 200) {
    throw failed(
      `Subscription validation request failed. HTTP status code is '${answer.status}'. Notification endpoint must respond with 200 OK to validation request.`,
    );
  }
  if (!/^text\/plain\b/i.test(answer.contentType))
    throw failed('Subscription validation request failed. Response must be of type text/plain.');
  if (answer.body !== token)
    throw failed('Subscription validation request failed. Response must exactly match validationToken query parameter.');
}

function isAllowed(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'https:') return true;
  return parsed?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname);
}

function failed(message: string) {
  return graphRefusal(400, 'ValidationError', message);
}
