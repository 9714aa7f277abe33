import type { Container } from '@azure/cosmos';
import { settingClaimIdFor } from '../../domain/ids.ts';
import type { Row } from './query.ts';
import { statusOf } from './status-of.ts';

/** The partition of all claims, in container `settings`. */
const partition = 'claim';
/** Whoever claimed this long ago (ms) has ended: a function runs for five minutes at most. */
const endedAfterMs = 600_000;

/** What only one item of a kind may have, such as a queue's prefix, and the item that has it. */
export type Claim = { kind: string; field: string; value: string; owner: string };

/**
 * Claims on what only one item may have: two admins who give it to two items at once both find it
 * free, but only one gets the claim. A claim of an item that never came to be, or has it no more,
 * is another's in the end.
 */
export const settingClaims = (container: Container, now: () => Date) => ({
  /** False: another item has it, or is being given it. */
  async take(claim: Claim): Promise<boolean> {
    const id = settingClaimIdFor(claim);
    const item = {
      id,
      settingKind: claim.kind,
      field: claim.field,
      owner: claim.owner,
      kind: partition,
      at: now().toISOString(),
      schemaVersion: 1,
    };
    if ((await statusOf(container.items.create(item))) === 201) return true;
    const { resource } = await container.item(id, partition).read<Row>();
    if (resource?.owner === claim.owner) return true;
    const ended = new Date(now().getTime() - endedAfterMs).toISOString();
    if (!resource || String(resource.at) > ended) return false;
    const condition = { accessCondition: { type: 'IfMatch', condition: String(resource._etag) } };
    return (await statusOf(container.item(id, partition).replace(item, condition))) === 200;
  },

  /** Gives up a claim, if it is still its owner's. */
  async release(claim: Claim): Promise<void> {
    const item = container.item(settingClaimIdFor(claim), partition);
    const { resource } = await item.read<Row>();
    if (resource?.owner !== claim.owner) return;
    await statusOf(item.delete({ accessCondition: { type: 'IfMatch', condition: String(resource._etag) } }));
  },
});
