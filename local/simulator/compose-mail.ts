import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import MailComposer from 'nodemailer/lib/mail-composer';

/**
 * The MIME bytes of a mail, with CRLF, by nodemailer. Contents come in the options only: no file or address is ever opened.
 * `keepBcc` writes the Bcc header too, for drafts.
 */
export async function composeMail(options: MailComposerOptions, { keepBcc } = { keepBcc: false }): Promise<Buffer> {
  const composer = new MailComposer({ ...options, newline: 'win', disableFileAccess: true, disableUrlAccess: true });
  const node = composer.compile();
  node.keepBcc = keepBcc;
  return node.build();
}
