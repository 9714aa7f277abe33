import { settingRows } from '../../shared/api/settings/setting-apis.ts';
import { wiring } from '../../shared/wiring/wiring.ts';

/** What the API of settings reads and writes, with its table. */
export const settingDeps = async () => ({ ...(await (await wiring()).settingsApi()), rows: settingRows });
