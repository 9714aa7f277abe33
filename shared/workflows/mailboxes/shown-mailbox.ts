import type { ShownSetting } from '../../api/settings/shown-setting.ts';
import { readSince } from '../../domain/mailboxes/first-read.ts';
import type { MailboxState } from '../../domain/mailboxes/mailbox.ts';
import { mailboxStatus } from '../../domain/mailboxes/mailbox-status.ts';
import { secretNameOf, tokenNameFor } from '../../domain/mailboxes/secret-name.ts';
import { BrokenSettingError } from '../../errors.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';

/** A mailbox as the API shows it, with its version. */
export type ShownMailbox = ShownSetting;

/** A mailbox that was just read or written, with how it does. */
export async function shownMailbox(
  deps: Pick<MailboxAdminDeps, 'readMailbox' | 'now'>,
  { item, etag }: ShownSetting,
  id: string,
): Promise<ShownMailbox> {
  try {
    return { item: withStatus(item, await deps.readMailbox(id), null, deps.now()), etag };
  } catch (error) {
    if (!(error instanceof BrokenSettingError)) throw error;
    return { item: withStatus(item, null, error.message, deps.now()), etag };
  }
}

/**
 * A mailbox as it is set, with how it does. `problem`: what of that can't be read (`state` null).
 * Pure.
 */
export function withStatus(
  item: ShownSetting['item'],
  state: MailboxState | null,
  problem: string | null,
  now: Date,
): ShownSetting['item'] {
  if (!state) return { ...item, state: 'failing', health: { lastMailAt: null, lastSuccessAt: null, problem } };
  const { state: name, health } = mailboxStatus(state, now);
  const isByConsent = secretNameOf(state.mailbox) === tokenNameFor(state.mailbox.mailboxId);
  const authorizationUrl = name === 'needs-authorisation' && isByConsent ? authorizationUrlOf(state.mailbox.mailboxId) : null;
  return { ...item, since: readSince(state.mailbox, state.health), state: name, health: { ...health, authorizationUrl } };
}

/** To be posted to: the answer says where a person signs in. */
const authorizationUrlOf = (id: string): string => `/api/mailboxes/${encodeURIComponent(id)}/authorization`;
