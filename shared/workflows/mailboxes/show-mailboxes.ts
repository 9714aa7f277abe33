import { mailboxRow } from '../../api/settings/mailboxes.ts';
import type { SettingPage, SettingQuery } from '../../api/settings/setting-page.ts';
import { listSettings } from '../settings/list-settings.ts';
import { readSetting } from '../settings/read-setting.ts';
import { whatHangsOn } from '../settings/what-hangs-on.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';
import { type ShownMailbox, shownMailbox, withStatus } from './shown-mailbox.ts';

type ShowDeps = Pick<MailboxAdminDeps, 'now' | 'rows' | 'store' | 'usesOf' | 'readMailbox' | 'listMailboxes'>;

/** A page of the mailboxes with how each does. Throws as listSettings does. */
export async function listMailboxes(deps: ShowDeps, query: SettingQuery): Promise<SettingPage> {
  const [page, { states, broken }] = await Promise.all([listSettings(deps, mailboxRow, query), deps.listMailboxes()]);
  const byId = new Map(states.map((state) => [state.mailbox.mailboxId, state]));
  const problems = new Map(broken.map(({ mailboxId, problem }) => [mailboxId, problem]));
  const items = page.items.map((item) => {
    const id = 'id' in item ? String(item.id) : '';
    return withStatus({ ...item }, byId.get(id) ?? null, problems.get(id) ?? null, deps.now());
  });
  return { ...page, items };
}

/** One mailbox, with how it does and what hangs on it. Throws as readSetting does. */
export async function showMailbox(deps: ShowDeps, id: string): Promise<ShownMailbox> {
  const [setting, hangsOnIt] = await Promise.all([readSetting(deps, mailboxRow, id), whatHangsOn(deps, mailboxRow, id)]);
  const { item, etag } = await shownMailbox(deps, setting, id);
  return { item: { ...item, hangsOnIt }, etag };
}
