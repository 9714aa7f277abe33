import type { MailFacts } from '../../domain/ingest/ingest-facts.ts';
import type { ParsedMail } from '../../domain/mail/parsed-mail.ts';
import { mailRef } from '../../domain/queue-items.ts';
import { type MailboxSettings, readFacts } from '../read-facts.ts';
import type { TryRulesDeps } from './try-deps.ts';

/** Reads who the sender is. The raw mail is kept already, or need not be. */
export const readTriedFacts = (
  deps: TryRulesDeps,
  settings: MailboxSettings,
  mail: ParsedMail,
  raw: Uint8Array,
  { remoteId, rawBlob, receivedAt }: { remoteId: string; rawBlob: string; receivedAt: string },
): Promise<MailFacts> =>
  readFacts(
    { now: deps.now, knownSender: deps.knownSender, stageRaw: async () => rawBlob },
    mailRef({ mailboxId: settings.mailbox.mailboxId, remoteId, rawBlob, receivedAt }),
    mail,
    raw,
    settings,
  );
