import type { Role } from '../principal.ts';
import type { SettingRow } from './setting-row.ts';

type Verb = 'list' | 'create' | 'get' | 'change' | 'remove';
export type SettingApi = {
  kind: string;
  /** In words: one of them, and several. */
  one: string;
  many: string;
  /** Who may read; only admins change. */
  readers: Role;
  /** There is one of it: it has no ids. */
  single?: true;
  /** The verbs that the table makes routes for; others have a function of their own, or none. */
  verbs: readonly Verb[];
  /** Where an item is longer than most settings. */
  maxBodyCharacters?: number;
  /** Its row: schemas are made when they are first needed, not when a process starts. */
  row(): Promise<SettingRow>;
};

const all: readonly Verb[] = ['list', 'create', 'get', 'change', 'remove'];

/**
 * The kinds of settings of the API, in the order in which they are imported: what others name comes
 * before them. A new kind is a file with its row, and a row here.
 */
export const settingApis: readonly SettingApi[] = [
  {
    kind: 'technicians',
    one: 'technician',
    many: 'technicians',
    readers: 'technician',
    verbs: all,
    row: async () => (await import('./technicians.ts')).technicianRow,
  },
  {
    kind: 'queues',
    one: 'queue',
    many: 'queues',
    readers: 'technician',
    verbs: all,
    row: async () => (await import('./queues.ts')).queueRow,
  },
  {
    kind: 'clients',
    one: 'client',
    many: 'clients',
    readers: 'technician',
    verbs: all,
    row: async () => (await import('./clients.ts')).clientRow,
  },
  {
    kind: 'policy',
    one: 'policy',
    many: 'policies',
    single: true,
    readers: 'technician',
    verbs: ['get', 'change'],
    row: async () => (await import('./policy.ts')).policyRow,
  },
  {
    kind: 'block-list',
    one: 'entry of the block list',
    many: 'entries of the block list',
    readers: 'technician',
    verbs: ['get', 'change'],
    row: async () => (await import('./block-list.ts')).blockListRow,
  },
  {
    kind: 'contacts',
    one: 'contact',
    many: 'contacts',
    readers: 'technician',
    verbs: ['create', 'change', 'remove'],
    row: async () => (await import('./contacts.ts')).contactRow,
  },
  {
    kind: 'mailboxes',
    one: 'mailbox',
    many: 'mailboxes',
    readers: 'admin',
    // they have secrets and subscriptions, and show how they do
    verbs: [],
    row: async () => (await import('./mailboxes.ts')).mailboxRow,
  },
  {
    kind: 'rules',
    one: 'rule',
    many: 'rules',
    readers: 'technician',
    verbs: all,
    row: async () => (await import('./rules.ts')).ruleRow,
  },
  {
    kind: 'templates',
    one: 'template',
    many: 'templates',
    readers: 'technician',
    // what is removed is reset to what comes with the program
    verbs: ['list', 'create', 'get', 'change'],
    row: async () => (await import('./templates.ts')).templateRow,
  },
  {
    kind: 'signatures',
    one: 'signature',
    many: 'signatures',
    readers: 'technician',
    verbs: all,
    // a logo is a part of it
    maxBodyCharacters: 200_000,
    row: async () => (await import('./signatures.ts')).signatureRow,
  },
];

/** The row of a kind of the table. */
export async function settingRowOf(kind: string): Promise<SettingRow> {
  const api = settingApis.find((one) => one.kind === kind);
  if (!api) throw new Error(`The table of settings has no kind "${kind}"`);
  return api.row();
}

/** All rows of the table. */
export const settingRows = (): Promise<SettingRow[]> => Promise.all(settingApis.map(({ row }) => row()));
