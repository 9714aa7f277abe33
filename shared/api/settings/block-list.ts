import { z } from 'zod';
import { blockIdFor } from '../../domain/ids.ts';
import { BlockedSender } from '../../domain/settings/blocked-sender.ts';
import { Changed } from './changed.ts';
import { settingRow } from './setting-row.ts';

const { entry, note, addedBy, addedAt, hits, lastHitAt } = BlockedSender.shape;
const BlockInput = z.strictObject({ entry, note });
const Known = z.object({ ...Changed.shape, addedBy, addedAt, hits, lastHitAt });

/** Blocked senders. What an entry blocks is its id: only its note can be changed. */
export const blockListRow = settingRow<BlockedSender, z.infer<typeof BlockInput>>({
  kind: 'block-list',
  one: 'entry',
  many: 'entries of the block list',
  stored: 'blocked-sender',
  input: BlockInput,
  extras: Known,
  shown: z.object({ id: z.string(), ...BlockInput.shape, ...Known.shape }),
  id: z.string().regex(/^[^/\\?#]{1,255}$/, 'must be the id of an entry'),
  newId: (input, attempt) => (attempt === 0 ? blockIdFor(input.entry) : null),
  idOf: (blocked) => blockIdFor(blocked.entry),
  nameOf: (blocked) => blocked.entry,
  toInput: (blocked) => ({ entry: blocked.entry, note: blocked.note }),
  toExtras: (blocked) => ({ addedBy: blocked.addedBy, addedAt: blocked.addedAt, hits: blocked.hits, lastHitAt: blocked.lastHitAt }),
  fromInput: (input, { before, by, at }) => ({ ...(before ?? { addedBy: by, addedAt: at, hits: 0, lastHitAt: null }), ...input }),
  refusal: (input, id) => (blockIdFor(input.entry) === id ? null : "entry: can't be changed; block the other one and remove this one"),
  unique: () => ({}),
  namesKinds: [],
  references: () => [],
});
