import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { settingApis, settingRows } from '../../shared/api/settings/setting-apis.ts';
import type { SettingRow } from '../../shared/api/settings/setting-row.ts';
import { settingDeps } from '../../shared/wiring/setting-store.ts';
import { aSeededCosmos } from './a-seeded-cosmos.ts';

/** The settings of a local start, with what the API reads and changes them by. */
export async function aSettingsApi() {
  const cosmos = await aSeededCosmos();
  const database = openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false });
  let forgotten = 0;
  const forget = () => {
    forgotten += 1;
  };
  const parts = { database, now: () => new Date(), forget };
  return {
    deps: { ...settingDeps(parts), rows: settingRows },
    /** The containers of the store. */
    database,
    /** How often this process was told to read the settings anew. */
    forgotten: () => forgotten,
    async row(kind: string): Promise<SettingRow> {
      const api = settingApis.find((one) => one.kind === kind);
      if (!api) throw new Error(`there is no kind "${kind}"`);
      return api.row();
    },
    end: cosmos.end,
  };
}
