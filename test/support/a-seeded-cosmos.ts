import type { Cosmos } from '../../local/cosmos/start-cosmos.ts';
import { lentCosmos } from './lent-stores.ts';
import { seedCosmos } from './seed-cosmos.ts';

/** A Cosmos stand-in with the settings of a local start; `end` removes its data. */
export async function aSeededCosmos(): Promise<Cosmos & { end(): Promise<void> }> {
  const cosmos = await lentCosmos();
  await seedCosmos({
    cosmos: { ...cosmos, database: 'psa-email' },
    imap: { host: '127.0.0.1', port: 993, user: 'helpdesk@contoso.example', secretName: 'helpdesk' },
  });
  return { ...cosmos, end: cosmos.giveBack };
}
