import { MailSourceError } from '../../errors.ts';

/**
 * Outlook answers 429 to the fifth concurrent request from one app to one mailbox (Microsoft Graph
 * throttling limits, MailboxConcurrency).
 */
const maxAtATime = 4;
/** So long after a refusal, and then again and again, one more is let out. */
const raiseEveryMs = 10_000;

type Mailbox = { limit: number; changedAt: number; running: number; waiting: (() => void)[] };

/**
 * Lets at most four requests to a mailbox go out at a time; the others wait in the order they came.
 * Other instances of the app ask the same mailbox, and Outlook counts them together. A lease for
 * each request would cost as much as the request; instead each instance halves what it lets out
 * when it is refused and raises it by one every ten seconds, so that instances share the four
 * between them (additive increase, multiplicative decrease, as in RFC 5681). Polls need no more:
 * one instance holds the claim of a mailbox.
 */
export function mailboxTurns(now: () => number): <T>(mailbox: string, request: () => Promise<T>) => Promise<T> {
  const mailboxes = new Map<string, Mailbox>();
  const limitOf = (one: Mailbox) => Math.min(maxAtATime, one.limit + Math.floor((now() - one.changedAt) / raiseEveryMs));
  return async (name, request) => {
    const one = mailboxes.get(name) ?? { limit: maxAtATime, changedAt: now(), running: 0, waiting: [] };
    mailboxes.set(name, one);
    if (one.running >= limitOf(one)) await new Promise<void>((resolve) => one.waiting.push(resolve));
    else one.running += 1;
    try {
      return await request();
    } catch (error) {
      if (error instanceof MailSourceError && error.failure === 'throttled') {
        one.limit = Math.max(1, Math.floor(limitOf(one) / 2));
        one.changedAt = now();
      }
      throw error;
    } finally {
      one.running -= 1;
      while (one.waiting.length > 0 && one.running < limitOf(one)) {
        one.running += 1;
        one.waiting.shift()?.();
      }
      if (one.running === 0 && limitOf(one) === maxAtATime) mailboxes.delete(name);
    }
  };
}
