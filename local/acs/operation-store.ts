import { z } from 'zod';
import { openStore } from '../simulator/open-store.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS operations (
    id TEXT PRIMARY KEY, accepted INTEGER NOT NULL, status TEXT NOT NULL, error TEXT, sender TEXT NOT NULL, message_id TEXT NOT NULL,
    raw BLOB, done INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS operations_by_message_id ON operations (message_id);
  CREATE INDEX IF NOT EXISTS operations_undone ON operations (accepted) WHERE done = 0;
  CREATE TABLE IF NOT EXISTS recipients (
    operation TEXT NOT NULL, address TEXT NOT NULL, reported INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (operation, address)
  );
  CREATE TABLE IF NOT EXISTS tracked (operation TEXT PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS outcomes (address TEXT PRIMARY KEY, status TEXT NOT NULL, message TEXT NOT NULL);`;

const OperationError = z.object({ code: z.string(), message: z.string() });
export type OperationError = z.infer<typeof OperationError>;
const Operation = z.object({
  id: z.string(),
  status: z.enum(['Running', 'Succeeded', 'Failed']),
  /** why it failed, or shall fail */
  error: OperationError.nullable(),
  sender: z.string(),
  messageId: z.string(),
  /** dropped once it was sent */
  raw: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
});
export type Operation = z.infer<typeof Operation>;

/** What becomes of mail to an address; everything else is Delivered. */
export const DeliveryOutcome = z.object({
  address: z.string(),
  status: z.enum(['Delivered', 'Bounced', 'Suppressed', 'Quarantined', 'FilteredSpam', 'Expanded', 'Failed']),
  message: z.string(),
});
export type DeliveryOutcome = z.infer<typeof DeliveryOutcome>;

export type OperationStore = {
  get(id: string): Operation | undefined;
  /** one step: the operation with its mail and recipients; an id that exists is left alone */
  accept(operation: Omit<Operation, 'status'>, recipients: string[], isTracked: boolean): void;
  /** the latest operation to an address whose mail may be tracked */
  trackedTo(address: string): { id: string; sender: string } | undefined;
  finish(id: string, status: 'Succeeded' | 'Failed'): void;
  /** recipients about whom no report went out yet */
  unreported(id: string): string[];
  reported(id: string, address: string): void;
  /** nothing is left to do for it */
  complete(id: string): void;
  /** ids of operations with something left to do, oldest first */
  undone(): string[];
  isUsed(messageId: string): boolean;
  outcome(address: string): DeliveryOutcome;
  setOutcome(outcome: DeliveryOutcome): void;
  clearOutcomes(): void;
  close(): void;
};

/** The send operations in the SQLite file `file`. `now` in milliseconds. */
export function openOperationStore(file: string, now: () => number): OperationStore {
  const store = openStore(file, schema);
  return {
    get(id) {
      const row = store.get('SELECT id, status, error, sender, message_id AS messageId, raw FROM operations WHERE id = ?', id);
      return row && Operation.parse({ ...row, error: row.error === null ? null : JSON.parse(String(row.error)) });
    },
    accept({ id, error, sender, messageId, raw }, recipients, isTracked) {
      store.transaction(() => {
        const added = store.run(
          "INSERT OR IGNORE INTO operations (id, accepted, status, error, sender, message_id, raw) VALUES (?, ?, 'Running', ?, ?, ?, ?)",
          ...[id, now(), error && JSON.stringify(error), sender, messageId, raw],
        );
        if (added === 0) return;
        for (const address of recipients) store.run('INSERT INTO recipients (operation, address) VALUES (?, ?)', id, address);
        if (isTracked) store.run('INSERT INTO tracked (operation) VALUES (?)', id);
      });
    },
    trackedTo(address) {
      const row = store.get(
        `SELECT o.id, o.sender FROM operations o JOIN tracked t ON t.operation = o.id JOIN recipients r ON r.operation = o.id
         WHERE lower(r.address) = ? ORDER BY o.accepted DESC LIMIT 1`,
        address.toLowerCase(),
      );
      return row && Operation.pick({ id: true, sender: true }).parse(row);
    },
    finish: (id, status) => void store.run('UPDATE operations SET status = ?, raw = NULL WHERE id = ?', status, id),
    unreported: (id) => texts(store.all('SELECT address AS text FROM recipients WHERE operation = ? AND reported = 0 ORDER BY rowid', id)),
    reported: (id, address) => void store.run('UPDATE recipients SET reported = 1 WHERE operation = ? AND address = ?', id, address),
    complete: (id) => void store.run('UPDATE operations SET done = 1 WHERE id = ?', id),
    undone: () => texts(store.all('SELECT id AS text FROM operations WHERE done = 0 ORDER BY accepted')),
    isUsed: (messageId) => store.get('SELECT 1 FROM operations WHERE message_id = ?', messageId) !== undefined,
    outcome(address) {
      const row = store.get('SELECT address, status, message FROM outcomes WHERE address = ?', address.toLowerCase());
      return row ? DeliveryOutcome.parse(row) : { address, status: 'Delivered', message: 'No errors occurred during delivery' };
    },
    setOutcome: ({ address, status, message }) =>
      void store.run('INSERT OR REPLACE INTO outcomes (address, status, message) VALUES (?, ?, ?)', address.toLowerCase(), status, message),
    clearOutcomes: () => void store.run('DELETE FROM outcomes'),
    close: store.close,
  };
}

function texts(rows: Record<string, unknown>[]): string[] {
  return rows.map((row) => z.string().parse(row.text));
}
