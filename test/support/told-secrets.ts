import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** A JSON Web Token (RFC 7519): what access tokens and ID tokens are here. */
const accessToken = /eyJ[\w-]{20,}\.eyJ[\w-]{20,}/;
/** Where secrets belong: the vault, the login service, and what tells tests how to sign in. */
const ownPlaces = /^(?:key-vault|entra|app|certificates)\/|^cloud\.json$/;
const Versions = z.array(z.object({ name: z.string(), value: z.string() }));

/**
 * Secrets of an embedded cloud in its state folder that stand where they don't belong: each version
 * that its Key Vault has of a secret, and all tokens. `isTold`: whether a text has one in it, as it
 * is or in Base64, as queues hold their messages. `more`: others than those in Key Vault.
 */
export function toldSecrets(state: string, more: readonly string[] = []) {
  const vault = new DatabaseSync(join(state, 'key-vault', 'key-vault.sqlite'), { readOnly: true });
  const versions = Versions.parse(vault.prepare('SELECT name, value FROM versions').all());
  vault.close();
  const values = [...new Set(versions.map(({ value }) => value)), ...more];
  const hasSecret = (text: string) => accessToken.test(text) || values.some((value) => text.includes(value));
  const isTold = (text: string) =>
    hasSecret(text) || (text.match(base64) ?? []).some((coded) => [0, 1, 2, 3].some((from) => hasSecret(decoded(coded.slice(from)))));
  return {
    isTold,
    /** How many versions there are of the secrets whose names begin so. */
    versionsOf: (name: string) => versions.filter((version) => version.name.startsWith(name)).length,
    /** All files that were looked through, and those that have a secret in them. */
    files() {
      const all = filesIn(state).filter((file) => !ownPlaces.test(relative(state, file)));
      const told = all.filter((file) => isTold(readFileSync(file, 'latin1')));
      return { all: all.map((file) => relative(state, file)), told: told.map((file) => relative(state, file)) };
    },
  };
}

const base64 = /[A-Za-z0-9+/]{40,}/g;
const decoded = (coded: string) => Buffer.from(coded, 'base64').toString('latin1');

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
