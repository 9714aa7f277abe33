import type { SourceFolder } from '../../ports/mail-source.ts';
import type { ImapSession } from './imap-connection.ts';

/** Nobody chooses from more. */
const maxFolders = 500;

/** The folders that can hold mails, by their paths. Throws MailSourceError. */
export async function listImapFolders({ client, run }: ImapSession): Promise<SourceFolder[]> {
  const folders = await run(() => client.list());
  return folders
    .filter(({ flags, path }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent') && path.length <= 255)
    .slice(0, maxFolders)
    .map(({ path }) => ({ folder: path, name: path }));
}
