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

/**
 * `lenient`: a new one comes with each use, and the old one stays valid, as at Entra; `strict`: who
 * sends an old one loses the whole grant (RFC 9700, 4.14.2), as at others.
 */
export type Rotation = 'lenient' | 'strict';

export type ProviderStore = {
  /** for oidc-provider's `adapter` */
  adapter: (model: string) => Adapter;
  /** what using a refresh token does to it; changes at once */
  rotation: Rotation;
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
  const made: ProviderStore = {
    rotation: 'lenient',
    adapter: (model) => makeAdapter(store, model, now, () => made.rotation),
    revokeUser: (upn) => {
      store.run('DELETE FROM entries WHERE account = ?', upn.toLowerCase());
    },
    close: store.close,
  };
  return made;
}

// oidc-provider defines the payload, this file only stores it
const Payload = z.custom<AdapterPayload>((value) => typeof value === 'object' && value !== null);

function makeAdapter(store: Store, model: string, now: () => number, rotation: () => Rotation): Adapter {
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
      if (model === 'RefreshToken' && rotation() === 'lenient') return;
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
