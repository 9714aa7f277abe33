import type { z } from 'zod';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../errors.ts';
import type { MailListing, MailSource } from '../ports/mail-source.ts';

/** Opens a mailbox's source; it connects when it is first asked for something. */
type OpenSource = (mailbox: Mailbox) => Promise<MailSource & MailListing>;

/** How the mail of each kind of mailbox is fetched. */
export type SourceKinds = ReadonlyMap<string, OpenSource>;

/** A row of the table: the settings of its mailboxes, and how they are opened. */
export const sourceKind =
  <T extends Mailbox>(schema: z.ZodType<T>, open: (mailbox: T) => Promise<MailSource & MailListing>): OpenSource =>
  (mailbox) =>
    open(schema.parse(mailbox));

/**
 * Opens a mailbox's source by its kind.
 *
 * @throws MailSourceError when there is no such kind, or its secret can't be had.
 */
export const sourceOpener =
  (kinds: SourceKinds): OpenSource =>
  async (mailbox) => {
    const open = kinds.get(mailbox.kind);
    if (!open)
      throw new MailSourceError('protocol', `kind: "${mailbox.kind}" is no kind of mailbox; it can be ${[...kinds.keys()].join(', ')}`);
    return open(mailbox);
  };
