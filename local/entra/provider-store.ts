import type { Adapter, AdapterPayload } from 'oidc-provider';
import { z } from 'zod';
import { openStore, type Store } from '../simulator/open-store.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS entries (
    model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, expires INTEGER, grant_id TEXT, uid TEXT, account TEXT,
    PRIMARY KEY (model, id)
  );
  CREATE INDEX IF NOT EXISTS entries_by_grant ON entries (grant_id);
  CREATE INDEX IF NOT EXISTS entries_by_account ON entries (account);`;

export type ProviderStore = {
  /** for oidc-provider's `adapter` */
  adapter: (model: string) => Adapter;
  /** forgets every code, token and session of a user, as after a password reset */
  revokeUser(upn: string): void;
  close(): void;
};

/**
 * What oidc-provider keeps (codes, refresh tokens, grants, sessions), in the SQLite file `file`.
 * `now` in milliseconds.
 */
export function openProviderStore(file: string, now: () => number): ProviderStore {
  const store = openStore(file, schema);
  store.run('DELETE FROM entries WHERE expires < ?', now());
  return {
    adapter: (model) => makeAdapter(store, model, now),
    revokeUser: (upn) => {
      store.run('DELETE FROM entries WHERE account = ?', upn.toLowerCase());
    },
    close: store.close,
  };
}

// oidc-provider defines the payload, this file only stores it
const Payload = z.custom<AdapterPayload>((value) => typeof value === 'object' && value !== null);

function makeAdapter(store: Store, model: string, now: () => number): Adapter {
  const find = (column: 'id' | 'uid', value: string): AdapterPayload | undefined => {
    const row = store.get(
      `SELECT payload FROM entries WHERE model = ? AND ${column} = ? AND (expires IS NULL OR expires > ?)`,
      model,
      value,
      now(),
    );
    return row && Payload.parse(JSON.parse(z.string().parse(row.payload)));
  };
  return {
    async upsert(id, payload, expiresIn) {
      const expires = expiresIn === undefined ? null : now() + expiresIn * 1_000;
      store.run(
        'INSERT OR REPLACE INTO entries (model, id, payload, expires, grant_id, uid, account) VALUES (?, ?, ?, ?, ?, ?, ?)',
        model,
        id,
        JSON.stringify(payload),
        expires,
        payload.grantId ?? null,
        payload.uid ?? null,
        payload.accountId?.toLowerCase() ?? null,
      );
    },
    find: async (id) => find('id', id),
    findByUid: async (uid) => find('uid', uid),
    findByUserCode: async () => undefined,
    async consume(id) {
      // Entra replaces a refresh token on every use and leaves the old one valid until it expires;
      // a code can be used once
      if (model === 'RefreshToken') return;
      const payload = find('id', id);
      if (payload)
        store.run(
          'UPDATE entries SET payload = ? WHERE model = ? AND id = ?',
          JSON.stringify({ ...payload, consumed: Math.floor(now() / 1_000) }),
          model,
          id,
        );
    },
    async destroy(id) {
      store.run('DELETE FROM entries WHERE model = ? AND id = ?', model, id);
    },
    async revokeByGrantId(grantId) {
      store.run('DELETE FROM entries WHERE grant_id = ?', grantId);
    },
  };
}
