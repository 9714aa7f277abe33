import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import MailComposer from 'nodemailer/lib/mail-composer';

/**
 * The MIME bytes of a mail, with CRLF, by nodemailer. Contents come in the options only: no file or
 * address is ever opened, and no Bcc header written.
 */
export async function composeMail(options: MailComposerOptions): Promise<Buffer> {
  const { text, html, ...rest } = options;
  // nodemailer could set the line ends itself, at the price of looking at every byte once more
  const composer = new MailComposer({
    ...rest,
    text: withCrlf(text),
    html: withCrlf(html),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function withCrlf<T>(content: T): T | string {
  return typeof content === 'string' ? content.replace(/\r?\n/g, '\r\n') : content;
}
