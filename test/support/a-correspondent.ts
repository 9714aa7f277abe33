import { simpleParser } from 'mailparser';
import type { TestCloud } from './a-cloud.ts';
import { aMail } from './a-mail.ts';

/**
 * A client at fabrikam.example, whom a trusted system vouches for, before a running cloud: what
 * they write, and the mails that they get, read by a program that is not ours.
 */
export function aCorrespondent(cloud: TestCloud, name: string) {
  const address = `${name.toLowerCase()}@fabrikam.example`;
  const headers = { 'Authentication-Results': 'mx.contoso.example; dmarc=pass header.from=fabrikam.example' };
  const read = new Set<string>();
  let written = 0;
  const mails = async () => (await cloud.outbox()).filter(({ header }) => header('To').includes(address));
  return {
    address,
    mails,
    /** Writes; what became of the mail, with its Message-ID. `thread`: of the mails it answers. */
    async write(subject: string, text: string, thread: string[] = []) {
      const messageId = `<${name}.${++written}@fabrikam.example>`;
      const mail = aMail({ from: `${name} <${address}>`, messageId, subject, text, headers, references: thread, inReplyTo: thread.at(-1) });
      return { ...(await cloud.taken(mail, messageId, { from: address })), messageId };
    },
    /** A mail that they have not read yet, when there is one. */
    nextMail: (what: string) =>
      cloud.until(what, async () => {
        const mail = (await mails()).find((one) => !read.has(one.name));
        if (!mail) return null;
        read.add(mail.name);
        return simpleParser(Buffer.from(mail.raw, 'latin1'));
      }),
  };
}
