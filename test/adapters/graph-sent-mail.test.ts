import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectGraph, type Graph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSender } from '../../shared/adapters/graph/graph-sender.ts';
import { removeLeftDrafts, renamedSince } from '../../shared/adapters/graph/graph-sent-mail.ts';
import { support as address, type LocalGraph, startLocalGraph } from '../local/support/local-graph.ts';
import { anOutgoingMail as mailOf } from '../support/an-outgoing-mail.ts';

let local: LocalGraph;
let graph: Graph;
beforeAll(async () => {
  local = await startLocalGraph();
  graph = connectGraph({ url: local.graph.url, token: async () => local.token });
});
afterAll(() => local?.end());

const file = { name: 'scan.pdf', type: 'application/pdf', contentId: null, bytes: Buffer.alloc(3_000_000, 'pdf ') };
const drafts = async () => (await local.client.api(`/users/${address}/mailFolders/drafts/messages`).get()).value;

describe('the upkeep of a mailbox that sends', () => {
  test('removes drafts of ours that were left, and no others', async () => {
    const draft = (messageId: string) =>
      local.client.api(`/users/${address}/messages`).post({ internetMessageId: messageId, toRecipients: [] });
    await draft('<ours.1@contoso.example>');
    await draft('<theirs@contoso.example>');
    const isOurs = (id: string) => id.startsWith('<ours');
    expect(await removeLeftDrafts(graph, `/users/${address}`, new Date(Date.now() - 3_600_000), isOurs)).toBe(0);
    expect(await removeLeftDrafts(graph, `/users/${address}`, new Date(Date.now() + 1000), isOurs)).toBe(1);
    expect(await drafts()).toMatchObject([{ internetMessageId: '<theirs@contoso.example>' }]);
  });

  test('learns what Exchange called mails of ours', async () => {
    const sender = graphSender(graph, { user: address }, () => new Date());
    local.graph.replaceMessageIds(true);
    const [small, large] = [mailOf(), mailOf({ attachments: [file] })];
    await sender.send(small);
    await sender.send(large);
    local.graph.replaceMessageIds(false);
    await sender.send(mailOf());
    const renamed = await renamedSince(graph, `/users/${address}`, new Date(Date.now() - 60_000), (id) => id.startsWith('<ours'));
    expect(renamed).toEqual(
      [large, small].map(({ messageId: ownId }) => ({ ownId, messageId: expect.stringContaining('outlook.example') })),
    );
  });
});
