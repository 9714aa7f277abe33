import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { settingRowOf, settingRows } from '../../shared/api/settings/setting-apis.ts';
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
    row: settingRowOf,
    end: cosmos.end,
  };
}
