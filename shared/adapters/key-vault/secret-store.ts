import type { SecretClient } from '@azure/keyvault-secrets';
import type { SecretStore } from '../../ports/secret-store.ts';

/**
 * Key Vault did not do what it was asked. What its SDK throws holds the request, and with it the
 * secret: only status and code are kept.
 */
class VaultRefusal extends Error {
  override name = 'VaultRefusal';
  readonly status: number | null;
  constructor(name: string, asked: string, { status, code }: { status: number | null; code: string }) {
    const hint = status === 409 ? '; it is being changed or removed, try again in a minute' : '';
    super(`Key Vault does not ${asked} secret ${name}: ${code}${hint}`);
    this.status = status;
  }
}

/**
 * The secrets of a Key Vault. A removed secret can be recovered for months, and its name is taken
 * for so long (soft delete): writing it recovers it, with its earlier values as older versions.
 */
export function keyVaultSecrets(vault: () => Promise<SecretClient>): SecretStore {
  const ask = async <T>(name: string, asked: string, work: (client: SecretClient) => Promise<T>): Promise<T> => {
    // a name with a slash would be another path of the vault
    if (!/^[0-9A-Za-z-]{1,127}$/.test(name)) throw new Error('The name of a secret must be 1 to 127 letters, digits or hyphens');
    try {
      return await work(await vault());
    } catch (error) {
      throw new VaultRefusal(name, asked, refusalIn(error));
    }
  };

  return {
    async read(name) {
      const found = await ask(name, 'hand over', (client) => client.getSecret(name)).catch(nullWhen(404));
      return found && (found.value ?? '');
    },

    async write(name, value) {
      const set = () => ask(name, 'take', (client) => client.setSecret(name, value));
      if (await set().catch(nullWhen(409))) return;
      await ask(name, 'recover', async (client) => (await client.beginRecoverDeletedSecret(name)).pollUntilDone());
      await set();
    },

    async remove(name) {
      await ask(name, 'remove', async (client) => (await client.beginDeleteSecret(name)).pollUntilDone()).catch(nullWhen(404));
    },
  };
}

const nullWhen = (status: number) => (error: unknown) => {
  if (error instanceof VaultRefusal && error.status === status) return null;
  throw error;
};

/** What Key Vault, Entra or the network said, as a status and a code. */
function refusalIn(error: unknown): { status: number | null; code: string } {
  if (!(error instanceof Error)) return { status: null, code: 'unreachable' };
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : (status?.toString() ?? error.name);
  return { status, code };
}
