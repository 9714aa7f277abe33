import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Container } from './container.ts';

/**
 * The SQLite file that holds everything, and what all that use it share. One process at a time has
 * it.
 */
export type Store = {
  readonly db: DatabaseSync;
  /** A prepared statement, kept for the next time the same text is asked for. */
  prepare(sql: string): StatementSync;
  /** Runs `work` in a transaction: all of its writes happen, or, when it throws, none. */
  transaction<T>(work: () => T): T;
  /**
   * A number larger than any before, also over restarts: microseconds since 1970 or one more than
   * the last.
   */
  nextStamp(): number;
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Containers and partitions of up to so many items are read whole: an index would only slow
   * writes down.
   */
  readonly indexFrom: number;
  /** Containers read so far, by `database/id`. */
  readonly containers: Map<string, Container>;
  close(): void;
};

export type StoreOptions = {
  /** Path of the SQLite file, or `:memory:`. */
  file: string;
  now?: () => number;
  indexFrom?: number;
};

const FORMAT = 1;

// WAL with NORMAL: a commit is a write to the file without a flush to the disk. What was answered
// survives the death of this process (also kill -9), not a power cut. EXCLUSIVE: a second process
// gets a clear refusal instead of a second view of the same items.
const SCHEMA = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -65536;
  CREATE TABLE IF NOT EXISTS databases (id TEXT PRIMARY KEY, stamp INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS containers (
    number INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, id TEXT NOT NULL,
    stamp INTEGER NOT NULL, changed INTEGER NOT NULL, definition TEXT NOT NULL, UNIQUE (database, id));
  CREATE TABLE IF NOT EXISTS query_paths (container INTEGER NOT NULL, path TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (container, path));
  CREATE TABLE IF NOT EXISTS query_indexes (container INTEGER NOT NULL, name TEXT NOT NULL, columns TEXT NOT NULL, PRIMARY KEY (container, name));
`;

/** Statements kept prepared; the shapes of an app's queries are far fewer. */
const MAX_STATEMENTS = 500;

/**
 * Opens the file, creating it when it is not there.
 * Throws an error that names the file when another process has it open or it is of another format.
 */
export function openStore({ file, now = Date.now, indexFrom = 100 }: StoreOptions): Store {
  const db = openFile(file);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  let last = lastStampOf(db);
  const nextStamp = (): number => {
    last = Math.max(last + 1, now() * 1000);
    return last;
  };
  return {
    db,
    prepare,
    nextStamp,
    now,
    indexFrom,
    containers: new Map(),
    transaction: (work) => inTransaction(db, work),
    close: () => {
      statements.clear();
      db.close();
    },
  };
}

function openFile(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file, { timeout: 1000 });
    db.exec(SCHEMA);
    const format = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    if (format !== 0 && format !== FORMAT)
      throw new Error(`its format is ${format}, this version knows ${FORMAT}; start afresh to leave it behind`);
    db.exec(`PRAGMA user_version = ${FORMAT}`);
    return db;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = why.includes('locked') ? 'another running process has it open' : why;
    throw new Error(`Cannot open the Cosmos file ${file}: ${hint}.`, { cause: error });
  }
}

// The clock may have been set back since the file was written.
function lastStampOf(db: DatabaseSync): number {
  const numbers = db.prepare('SELECT number FROM containers').all();
  const sources = ['SELECT max(stamp) AS last FROM databases', 'SELECT max(changed) AS last FROM containers'];
  for (const { number } of numbers) sources.push(`SELECT max(lsn) AS last FROM items_${Number(number)}`);
  return Math.max(0, ...sources.map((sql) => Number(db.prepare(sql).get()?.last ?? 0)));
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work();
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has rolled back itself when the disk is full.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
