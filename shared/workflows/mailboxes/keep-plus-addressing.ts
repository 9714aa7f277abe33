import { mailboxRow } from '../../api/settings/mailboxes.ts';
import { recordedSetting } from '../../api/settings/shown-setting.ts';
import { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import type { SettingDeps } from '../settings/setting-deps.ts';

/** What others write to an item at the same time. */
const maxRaces = 10;
/** Who is said to have made the change. */
const by = 'connection test';

/**
 * Keeps whether mail to address+tag arrives in a mailbox, as a test has found out. A mailbox that
 * is gone or can't be read stays as it is.
 */
export async function keepPlusAddressing(deps: Pick<SettingDeps, 'store' | 'forget'>, id: string, plusAddressing: boolean): Promise<void> {
  const store = deps.store(mailboxRow);
  for (let race = 0; race < maxRaces; race += 1) {
    const seen = await store.read(id);
    if (!seen?.value) return;
    const mailbox = Mailbox.parse(seen.value);
    if (mailbox.plusAddressing === plusAddressing) return;
    const found = { ...mailbox, plusAddressing };
    const [before, after] = [recordedSetting(mailboxRow, mailbox), recordedSetting(mailboxRow, found)];
    if (!(await store.replace(seen, found, { kind: mailboxRow.kind, id, by, before, after }))) continue;
    return deps.forget();
  }
}
