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

/** A value of a secret, and the name of its version. */
export type SecretVersion = { value: string; version: string };

/** The versions of secrets, for those that are replaced at each use. */
export type SecretVersions = {
  /** The newest one; null when there is no such secret. */
  readNewest(name: string): Promise<SecretVersion | null>;
  /** Adds a version, and returns its name. */
  add(name: string, value: string): Promise<string>;
  /** Nobody can read that version any more. */
  disable(name: string, version: string): Promise<void>;
};

/**
 * The secrets of a Key Vault. A removed secret can be recovered for months, and its name is taken
 * for so long (soft delete): writing it recovers it, with its earlier values as older versions.
 */
export function keyVaultSecrets(vault: () => Promise<SecretClient>): SecretStore & SecretVersions {
  const ask = async <T>(name: string, asked: string, work: (client: SecretClient) => Promise<T>): Promise<T> => {
    // a name with a slash would be another path of the vault
    if (!/^[0-9A-Za-z-]{1,127}$/.test(name)) throw new Error('The name of a secret must be 1 to 127 letters, digits or hyphens');
    try {
      return await work(await vault());
    } catch (error) {
      throw new VaultRefusal(name, asked, refusalIn(error));
    }
  };

  const newest = (name: string) => ask(name, 'hand over', (client) => client.getSecret(name)).catch(nullWhen(404));
  const add = async (name: string, value: string) => {
    const set = () => ask(name, 'take', (client) => client.setSecret(name, value));
    const added = await set().catch(nullWhen(409));
    if (added) return added;
    await ask(name, 'recover', async (client) => (await client.beginRecoverDeletedSecret(name)).pollUntilDone());
    return set();
  };

  return {
    async read(name) {
      const found = await newest(name);
      return found && (found.value ?? '');
    },

    async readNewest(name) {
      const found = await newest(name);
      return found && { value: found.value ?? '', version: found.properties.version ?? '' };
    },

    async write(name, value) {
      await add(name, value);
    },

    add: async (name, value) => (await add(name, value)).properties.version ?? '',

    async disable(name, version) {
      await ask(name, 'disable', (client) => client.updateSecretProperties(name, version, { enabled: false }));
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
