import { z } from 'zod';
import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSource } from '../../shared/adapters/graph/graph-source.ts';
import { startLocalGraph } from '../local/support/local-graph.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { mailSourceContract } from './mail-source-contract.ts';
import type { SourceHarness } from './source-harness.ts';

mailSourceContract('Microsoft Graph', startHarness, { inbox: 'inbox', other: 'archive', moveTo: 'Archive' });

const Message = z.object({ id: z.string(), subject: z.string(), isRead: z.boolean(), parentFolderId: z.string() });
const Messages = z.object({ value: z.array(Message) });
const Folder = z.object({ displayName: z.string() });

async function startHarness(): Promise<SourceHarness> {
  const { graph: server, client, token, end } = await startLocalGraph();
  const graph = connectGraph({ url: server.url, token: async () => token });
  let mailboxes = 0;
  let user = '';
  return {
    async reset() {
      mailboxes += 1;
      user = `mailbox${mailboxes}@contoso.example`;
      server.addMailbox(user);
    },
    async deliver(raw) {
      await server.deliver(user, raw);
    },
    open: (folders = ['inbox']) => graphSource(graphMailbox({ user, folders }), graph, 100_000),
    async find(subject) {
      const { value } = Messages.parse(await client.api(`/users/${user}/messages`).top(100).get());
      const message = value.find((one) => one.subject === subject);
      if (!message) return null;
      const { displayName } = Folder.parse(await client.api(`/users/${user}/mailFolders/${message.parentFolderId}`).get());
      return { folder: displayName, seen: message.isRead };
    },
    unknownId: async () => 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A',
    stop: end,
  };
}
