import type { Settings } from '../config.ts';
import type { FindSettingsDeps } from '../workflows/find-mailbox-settings.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';

/** For a document of some kilobytes, from a server that an admin waits for. */
const limits = { timeoutMs: 8000, maxBytes: 100_000 };

/** What looks up how a mailbox may be read. */
export const findingSettings = ({ NAME_SERVERS }: Settings, { dialer }: Clients) =>
  once(async (): Promise<FindSettingsDeps> => {
    const [{ mailRecords }, { findAutoconfig }, { guardedFetch }] = await Promise.all([
      import('../adapters/dns/mail-records.ts'),
      import('../adapters/autoconfig/find-autoconfig.ts'),
      import('../adapters/net/guarded-fetch.ts'),
    ]);
    const fetchDocument = guardedFetch(dialer, limits);
    return { ...mailRecords(NAME_SERVERS), autoconfig: (address) => findAutoconfig(fetchDocument, address) };
  });
