import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

/** A small SQL store on disk. Statements are prepared once per text. */
export type Store = {
  run(sql: string, ...values: SQLInputValue[]): number;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** all of `work` or nothing of it; may be nested, the outermost call commits */
  transaction<T>(work: () => T): T;
  close(): void;
};

/**
 * Opens (or makes) the SQLite file `file` and executes `schema`, which must be repeatable (`CREATE
 * … IF NOT EXISTS`). The file is readable by its owner only (0600): it holds secrets and other
 * people's mail. What is committed survives the death of the process; only a power cut can take the
 * last moments.
 */
export function openStore(file: string, schema: string): Store {
  mkdirSync(dirname(file), { recursive: true });
  // SQLite gives its -wal and -shm files the mode of the database, so this has to come first
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000;');
  database.exec(schema);
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  let depth = 0;
  return {
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values),
    transaction(work) {
      if (depth > 0) return work();
      prepared('BEGIN IMMEDIATE').run();
      depth += 1;
      try {
        const result = work();
        prepared('COMMIT').run();
        return result;
      } catch (error) {
        prepared('ROLLBACK').run();
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => database.close(),
  };
}
