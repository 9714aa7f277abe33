import { randomUUID } from 'node:crypto';
import { settingKinds } from '../adapters/cosmos/setting-kinds.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { browseStore } from '../adapters/cosmos/ticket-queries.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { blobStore } from '../adapters/storage/blobs.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { NoteDeps } from '../workflows/write-note.ts';
import type { ReplyDeps } from '../workflows/write-reply.ts';
import { authorOf, replySettings } from './reply-settings.ts';
import type { SenderFor } from './senders.ts';
import { type TellingParts, tellingDeps } from './telling.ts';

/** What technicians write with is made of; tests put the same together. */
export type ConversationParts = Pick<ReplyDeps, 'now' | 'enqueue'> & {
  tickets: ReturnType<typeof ticketStore>;
  browse: Pick<ReturnType<typeof browseStore>, 'ticket' | 'message'>;
  contacts: TellingParts['contacts'];
  files: Pick<ReturnType<typeof blobStore>, 'keepFile' | 'uploadOf'>;
  readSettings(): Promise<AdminSettings>;
  signingKeys(): Promise<SigningKeys>;
  senderFor: SenderFor;
};

/** Puts together what technicians' replies and notes read and write. */
export function conversationDeps(parts: ConversationParts): ReplyDeps & NoteDeps {
  const { tickets, contacts, browse, files, readSettings, signingKeys, senderFor, now, enqueue } = parts;
  const { heads, mailsOf, commit } = tickets;
  return {
    ...{ now, enqueue, browse, heads, mailsOf, commit },
    notices: tellingDeps({ now, enqueue, tickets, contacts, readSettings, senderFor }),
    newKey: randomUUID,
    uploadOf: files.uploadOf,
    keepFile: files.keepFile,
    replySettings: replySettings({ readSettings, signingKeys, senderFor }),
    async noteSettings(writer) {
      const settings = await readSettings();
      return { author: authorOf(settings, writer), technicians: [...settings.items(settingKinds.technician).values.values()] };
    },
  };
}
