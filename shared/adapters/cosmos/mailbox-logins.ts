import { isDeepStrictEqual } from 'node:util';
import type { Container } from '@azure/cosmos';
import type { RefreshTokenLogin } from '../../domain/mailboxes/login.ts';
import { settingKinds } from './setting-kinds.ts';
import { settingsStore } from './settings-store.ts';

/** A change of the mailbox by somebody else at the same time is seen, and this one made again. */
const maxTries = 5;

/** Sets how a mailbox logs in, if it is another way so far; one that is gone stays so. */
export function mailboxLogins(container: Container, now: () => Date) {
  const store = settingsStore(settingKinds.mailbox, container, now);
  return async (mailboxId: string, login: RefreshTokenLogin, by: string): Promise<void> => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const stored = await store.read(mailboxId);
      if (stored === null || ('login' in stored.value && isDeepStrictEqual(stored.value.login, login))) return;
      if (await store.replace({ ...stored.value, ...{ login } }, by, stored.etag)) return;
    }
    throw new Error(`Mailbox ${mailboxId} is being changed all the time; try again`);
  };
}
