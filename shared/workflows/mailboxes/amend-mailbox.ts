import { mailboxRow } from '../../api/settings/mailboxes.ts';
import { recordedSetting } from '../../api/settings/shown-setting.ts';
import { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import type { SettingDeps } from '../settings/setting-deps.ts';

/** What others write to an item at the same time. */
const maxRaces = 10;

/**
 * Sets of a mailbox what was found out or came of something else than its form: whether plus
 * addressing works, how it logs in. It is in the history like any other change. A mailbox that is
 * gone or can't be read stays as it is.
 *
 * @throws Error when it is being changed all the time.
 */
export async function amendMailbox(
  deps: Pick<SettingDeps, 'store' | 'forget'>,
  { id, by }: { id: string; by: string },
  amend: (mailbox: Mailbox) => object,
): Promise<void> {
  const store = deps.store(mailboxRow);
  for (let race = 0; race < maxRaces; race += 1) {
    const seen = await store.read(id);
    if (!seen?.value) return;
    const mailbox = Mailbox.parse(seen.value);
    const amended = Mailbox.parse(amend(mailbox));
    if (JSON.stringify(amended) === JSON.stringify(mailbox)) return;
    const [before, after] = [recordedSetting(mailboxRow, mailbox), recordedSetting(mailboxRow, amended)];
    if (await store.replace(seen, amended, { kind: mailboxRow.kind, id, by, before, after })) return deps.forget();
  }
  throw new Error(`Mailbox ${id} is being changed all the time; try again`);
}
