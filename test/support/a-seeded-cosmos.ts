import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cosmos, startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { seedCosmos } from './seed-cosmos.ts';

/** A Cosmos stand-in with the settings of a local start; `end` stops it and removes its data. */
export async function aSeededCosmos(): Promise<Cosmos & { end(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  const cosmos = await startCosmos({ file: join(folder, 'cosmos.sqlite') });
  await seedCosmos({
    cosmos: { ...cosmos, database: 'psa-email' },
    imap: { host: '127.0.0.1', port: 993, user: 'helpdesk@contoso.example', secretName: 'helpdesk' },
  });
  return {
    ...cosmos,
    async end() {
      await cosmos.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
