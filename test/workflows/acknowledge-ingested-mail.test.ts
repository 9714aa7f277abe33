import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectGraph, type Graph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSource } from '../../shared/adapters/graph/graph-source.ts';
import type { AfterFetch } from '../../shared/domain/mailboxes/mailbox.ts';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import type { Outcome } from '../../shared/domain/trace/outcome.ts';
import { acknowledgeIngestedMail } from '../../shared/workflows/acknowledge-ingested-mail.ts';
import { type LocalGraph, startLocalGraph, support } from '../local/support/local-graph.ts';
import { aMail } from '../support/a-mail.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';

let local: LocalGraph;
let graph: Graph;
beforeAll(async () => {
  local = await startLocalGraph();
  graph = connectGraph({ url: local.graph.url, token: async () => local.token });
});
afterAll(() => local?.end());

const Message = z.object({ isRead: z.boolean(), parentFolderId: z.string() });

/** A mail that was ingested, and what is then done with it as the mailbox says. */
async function acknowledged(
  afterIntake: AfterFetch,
  more: Partial<MailRef> = {},
  rawBlob: string | null = 'raw/x.eml',
  { afterRefusal = null, outcome = 'ticket' }: { afterRefusal?: AfterFetch | null; outcome?: Outcome } = {},
) {
  const { id } = await local.graph.deliver(support, aMail());
  const mailbox = graphMailbox({ afterIntake, afterRefusal });
  const deps = { mailboxOf: async () => mailbox, openSource: async () => graphSource(mailbox, graph, 100_000) };
  const ref = {
    mailboxId: 'support',
    remoteId: id,
    rawBlob: null,
    receivedAt: '2026-11-02T09:00:00Z',
    replay: false,
    accepted: false,
    ...more,
  };
  const note = await acknowledgeIngestedMail(deps, ref, { rawBlob, outcome });
  const find = async () => Message.parse(await local.client.api(`/users/${support}/messages/${id}`).get()).isRead;
  return { note, isRead: await find().catch(() => null) };
}

describe('a mail that Graph announced, once it is ingested', () => {
  it.each([
    [{ action: 'leave' }, false],
    [{ action: 'mark-seen' }, true],
    // its other id, which tells the folder, is gone then
    [{ action: 'move', folder: 'Taken in' }, null],
  ] as const)('is acknowledged as the mailbox says: %o', async (afterIntake, isRead) => {
    expect(await acknowledged(afterIntake)).toEqual({ note: null, isRead });
  });

  it('is left as it is when its bytes are not here, or when it was polled and acknowledged before', async () => {
    expect(await acknowledged({ action: 'mark-seen' }, {}, null)).toEqual({ note: null, isRead: false });
    expect(await acknowledged({ action: 'mark-seen' }, { rawBlob: 'raw/x.eml' })).toEqual({ note: null, isRead: false });
  });

  it.each([
    ['ticket', true],
    ['reply', true],
    ['duplicate', true],
    ['recorded', true],
    ['suppressed', null],
    ['quarantined', null],
    ['failed', false],
  ] as const)('is dealt with by its outcome where refused mails go elsewhere: %s', async (outcome, isRead) => {
    const refused = { afterRefusal: { action: 'move', folder: 'Refused' }, outcome } as const;
    for (const more of [{}, { rawBlob: 'raw/x.eml' }])
      expect(await acknowledged({ action: 'mark-seen' }, more, 'raw/x.eml', refused)).toEqual({ note: null, isRead });
  });

  it('stays ingested when it cannot be acknowledged, and that is reported', async () => {
    local.graph.faults.add({ operation: 'PATCH', status: 403 });
    expect((await acknowledged({ action: 'mark-seen' })).note).toMatch(/could not be marked as seen: Microsoft Graph refused the app/);
  });
});
