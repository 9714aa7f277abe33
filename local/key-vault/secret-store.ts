import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { openStore, type Row } from '../simulator/open-store.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS versions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE, version TEXT NOT NULL UNIQUE, value TEXT NOT NULL,
    content_type TEXT, tags TEXT NOT NULL, enabled INTEGER NOT NULL, nbf INTEGER, exp INTEGER, created INTEGER NOT NULL, updated INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS versions_by_name ON versions (name, seq);
  CREATE TABLE IF NOT EXISTS deleted (name TEXT PRIMARY KEY COLLATE NOCASE, at INTEGER NOT NULL);`;

const SecretVersion = z.object({
  name: z.string(),
  version: z.string(),
  value: z.string(),
  contentType: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  enabled: z.boolean(),
  /** seconds since 1970, as all times here */
  nbf: z.number().nullable(),
  exp: z.number().nullable(),
  created: z.number(),
  updated: z.number(),
});
export type SecretVersion = z.infer<typeof SecretVersion>;
export type SecretSettings = Partial<Pick<SecretVersion, 'contentType' | 'tags' | 'enabled' | 'nbf' | 'exp'>>;

export type SecretStore = {
  /** adds a version and returns it */
  set(name: string, value: string, settings: SecretSettings): SecretVersion;
  /** the newest version when `version` is absent */
  get(name: string, version?: string): SecretVersion | undefined;
  update(version: string, settings: SecretSettings): void;
  /** the newest version of each secret that is not deleted, by name, after `after` */
  list(after: string, limit: number): SecretVersion[];
  /** all versions of a secret, oldest first, after the version `after` */
  versions(name: string, after: string, limit: number): SecretVersion[];
  delete(name: string): void;
  recover(name: string): void;
  /** when it was deleted, in seconds; undefined when it is not */
  deletedAt(name: string): number | undefined;
  listDeleted(after: string, limit: number): string[];
  close(): void;
};

/**
 * The vault's secrets with all their versions, in the SQLite file `file` (0600). `now` in
 * milliseconds. Names ignore case.
 */
export function openSecretStore(file: string, now: () => number): SecretStore {
  const store = openStore(file, schema);
  const seconds = () => Math.floor(now() / 1_000);
  const one = (row: Row | undefined) => row && toVersion(row);
  const get = (name: string, version?: string) =>
    one(
      version === undefined
        ? store.get('SELECT * FROM versions WHERE name = ? ORDER BY seq DESC LIMIT 1', name)
        : store.get('SELECT * FROM versions WHERE name = ? AND version = ?', name, version),
    );
  return {
    get,
    set(name, value, settings) {
      const version = randomBytes(16).toString('hex');
      const { contentType = null, tags = {}, enabled = true, nbf = null, exp = null } = settings;
      store.run(
        'INSERT INTO versions (name, version, value, content_type, tags, enabled, nbf, exp, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[name, version, value, contentType, JSON.stringify(tags), Number(enabled), nbf, exp, seconds(), seconds()],
      );
      return SecretVersion.parse(get(name, version));
    },
    update(version, settings) {
      const row = store.get('SELECT * FROM versions WHERE version = ?', version);
      if (!row) return;
      const { contentType, tags, enabled, nbf, exp } = { ...toVersion(row), ...settings };
      store.run(
        'UPDATE versions SET content_type = ?, tags = ?, enabled = ?, nbf = ?, exp = ?, updated = ? WHERE version = ?',
        ...[contentType, JSON.stringify(tags), Number(enabled), nbf, exp, seconds(), version],
      );
    },
    list: (after, limit) =>
      store
        .all(
          `SELECT * FROM versions WHERE seq IN (SELECT MAX(seq) FROM versions WHERE name > ? AND name NOT IN (SELECT name FROM deleted) GROUP BY name)
           ORDER BY name LIMIT ?`,
          after,
          limit,
        )
        .map(toVersion),
    versions: (name, after, limit) =>
      store
        .all(
          'SELECT * FROM versions WHERE name = ? AND seq > COALESCE((SELECT seq FROM versions WHERE version = ?), 0) ORDER BY seq LIMIT ?',
          name,
          after,
          limit,
        )
        .map(toVersion),
    delete: (name) => void store.run('INSERT OR IGNORE INTO deleted (name, at) VALUES (?, ?)', name, seconds()),
    recover: (name) => void store.run('DELETE FROM deleted WHERE name = ?', name),
    deletedAt: (name) => z.number().optional().parse(store.get('SELECT at FROM deleted WHERE name = ?', name)?.at),
    listDeleted: (after, limit) =>
      store.all('SELECT name FROM deleted WHERE name > ? ORDER BY name LIMIT ?', after, limit).map((row) => z.string().parse(row.name)),
    close: store.close,
  };
}

function toVersion(row: Row): SecretVersion {
  return SecretVersion.parse({ ...row, contentType: row.content_type, tags: JSON.parse(String(row.tags)), enabled: row.enabled === 1 });
}
