import { z } from 'zod';

const REQUEST_LIMIT_MS = 20_000;

/** What we show of a mail's trace, as the app's API tells it. */
export const Verdict = z.object({
  mailId: z.string(),
  mailbox: z.string(),
  messageId: z.string().nullable(),
  outcome: z.string(),
  reason: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  receivedAt: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

const Page = z.object({ items: z.array(Verdict), next: z.string().nullable() });

/**
 * One page of `GET /api/mail`, newest first. `filters` are query parameters, such as messageId,
 * limit and continuation. Rejects when the app does not answer so (it may be starting again).
 */
export async function readVerdicts(appUrl: string, filters: Record<string, string>): Promise<z.infer<typeof Page>> {
  const answer = await fetch(new URL(`/api/mail?${new URLSearchParams(filters)}`, appUrl), {
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
  });
  if (!answer.ok) throw new Error(`GET /api/mail answered ${answer.status}`);
  return Page.parse(await answer.json());
}

/**
 * The verdict in a few words: what came of the mail, its ticket, a link. `ticketUrl` has {number}
 * in it.
 */
export function toVerdictLine({ outcome, reason, ticketNumber, mailId }: Verdict, ticketUrl: string, appUrl: string): string {
  const why = ['ticket', 'reply'].includes(outcome) || !reason ? '' : ` (${reason})`;
  const link = ticketNumber
    ? ticketUrl.replace('{number}', encodeURIComponent(ticketNumber))
    : `${appUrl}/api/mail/${encodeURIComponent(mailId)}`;
  return `${OUTCOMES[outcome] ?? outcome}${ticketNumber ? ` ${ticketNumber}` : ''}${why}  ${link}`;
}

const OUTCOMES: Record<string, string> = {
  ticket: 'new ticket',
  reply: 'joined ticket',
  duplicate: 'a copy of an earlier mail',
  suppressed: 'no ticket',
  recorded: 'recorded',
  quarantined: 'quarantined',
  failed: 'failed',
};
