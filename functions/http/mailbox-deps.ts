import { wiring } from '../../shared/wiring/wiring.ts';
import { settingDeps } from './setting-deps.ts';

/** What the API of mailboxes reads and writes. */
export const mailboxDeps = async () => ({ ...(await settingDeps()), ...(await (await wiring()).mailboxAdmin()) });
