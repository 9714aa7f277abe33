import type { AlertBook, OwedAlert } from '../domain/alerts/alert-book.ts';
import { type AlertMailSettings, alertMail } from '../domain/alerts/alert-mail.ts';
import { planAlerts, withoutOwed } from '../domain/alerts/plan-alerts.ts';
import type { WatchedMailbox } from '../domain/alerts/plan-mailbox-alerts.ts';
import type { OutgoingMail } from '../domain/mail/outgoing-mail.ts';
import { inWords } from '../domain/words/in-words.ts';
import { BrokenSettingError } from '../errors.ts';
import type { SendResult } from '../ports/mail-sender.ts';

export type TellDeps = AlertMailSettings & {
  now(): Date;
  /** Whom admins' mails go to; none of our own addresses. Throws BrokenSettingError. */
  alertAddresses(): Promise<string[]>;
  /** Writes the book if it is as it was read; its new version, or null: somebody was faster. */
  writeBook(book: AlertBook, etag: string | null): Promise<string | null>;
  /** Sends by a channel that hangs on no mailbox; the same operation id sends one mail. */
  send(mail: OutgoingMail): Promise<SendResult>;
};

/**
 * What became of the mails that were owed: `sent`; `refused` by the channel for good; `postponed`:
 * it could not take them now; `given-up` after a day.
 */
export type Told = { alert: OwedAlert; result: 'sent' | 'refused' | 'postponed' | 'given-up'; detail: string };

/**
 * Decides what admins are told, and tells it. The decision is written before the first mail goes
 * out and each mail bears its operation id, so that whatever dies in between, and whoever does the
 * same at the same time, there is one mail. `etag`: the book as it is written now; null: somebody
 * else was faster, and does what is to be done.
 */
export async function tellAdmins(
  deps: TellDeps,
  watched: readonly WatchedMailbox[],
  known: { book: AlertBook; etag: string | null },
): Promise<{ book: AlertBook; etag: string | null; isOurs: boolean; told: Told[]; isAddressed: boolean }> {
  const addresses = await addressesOf(deps);
  const isAddressed = addresses.length > 0;
  const plan = planAlerts(known.book, watched, deps.now(), isAddressed);
  const told = plan.givenUp.map((alert): Told => ({ alert, result: 'given-up', detail: '' }));
  let { etag } = known;
  if (JSON.stringify(plan.book) !== JSON.stringify(known.book)) {
    etag = await deps.writeBook(plan.book, etag);
    if (etag === null) return { book: known.book, etag, isOurs: false, told: [], isAddressed };
  }
  if (!isAddressed || plan.book.outbox.length === 0) return { book: plan.book, etag, isOurs: true, told, isAddressed };
  for (const alert of plan.book.outbox) told.push(await sendTo(deps, alert, addresses));
  const book = withoutOwed(
    plan.book,
    told.filter(({ result }) => result !== 'postponed').map(({ alert }) => alert),
  );
  const written = await deps.writeBook(book, etag);
  return { book, etag: written, isOurs: written !== null, told, isAddressed };
}

async function addressesOf(deps: TellDeps): Promise<string[]> {
  try {
    return await deps.alertAddresses();
  } catch (error) {
    // it is reported where settings are read; what is to be told waits for it
    if (error instanceof BrokenSettingError) return [];
    throw error;
  }
}

/**
 * To each address, whatever becomes of the others; with the next look once more to all, if one of
 * them could not be taken now.
 */
async function sendTo(deps: TellDeps, alert: OwedAlert, addresses: readonly string[]): Promise<Told> {
  const refusals: string[] = [];
  let postponed: string | null = null;
  for (const address of addresses) {
    try {
      const result = await deps.send(alertMail(alert, address, deps));
      if (result.kind === 'refused') refusals.push(inWords(result.reason));
    } catch (error) {
      postponed = error instanceof Error ? error.message : String(error);
    }
  }
  if (postponed !== null) return { alert, result: 'postponed', detail: postponed };
  return { alert, result: refusals.length === addresses.length ? 'refused' : 'sent', detail: refusals.join('; ') };
}
