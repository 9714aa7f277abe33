import { z } from 'zod';
import type { Mailbox } from './mailbox.ts';

const OwnServer = z.object({ host: z.string().toLowerCase() });

/**
 * The server that a mailbox is read from: mailboxes of the same one are as slow as each other. Its
 * host where the settings name one, else what its address ends with; all of Microsoft 365 is one.
 * Pure.
 */
export function serverOf(mailbox: Mailbox): string {
  if (mailbox.kind === 'graph') return 'graph';
  const named = OwnServer.safeParse(mailbox).data?.host;
  return named ?? mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);
}
