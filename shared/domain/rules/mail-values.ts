import type { Client } from '../contacts/contact.ts';
import { domainOf } from '../contacts/contact.ts';
import { decodeWords } from '../mail/mime/encoded-words.ts';
import type { Address, ParsedMail } from '../mail/parsed-mail.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import type { SenderState } from '../tickets/sender-state.ts';
import type { MailKind } from '../trace/mail-kind.ts';
import type { Comparison } from './condition.ts';

/** What rules know of a mail. `from`: who sent it, as far as it says. */
export type RuleFacts = {
  mail: Pick<ParsedMail, 'to' | 'cc' | 'subject' | 'text' | 'headers' | 'parts' | 'size'>;
  from: Address;
  mailbox: Pick<Mailbox, 'mailboxId' | 'address'>;
  kind: MailKind;
  trust: { sender: SenderState; level: string };
  client: Client | null;
};

/** What is looked at of each value, and how many of a field: mails can hold anything. */
const maxValues = 50;
const maxValueLength = 2000;
/** Of the body its beginning, in characters. */
export const maxTextLength = 20_000;

/** The values of a mail for a field of text, as they are written. */
export function valuesOf({ mail, from, mailbox, client }: RuleFacts, { field, ...rest }: Comparison): string[] {
  switch (field) {
    case 'from':
      return [from.address];
    case 'from-name':
      return bounded([from.name ?? '']);
    case 'from-domain':
      return [domainOf(from.address)];
    case 'to':
      return bounded([...new Set([mailbox.address, ...[...mail.to, ...mail.cc].map(({ address }) => address)])]);
    case 'mailbox':
      return [mailbox.address, mailbox.mailboxId];
    case 'subject':
      return bounded([mail.subject]);
    case 'text':
      return [mail.text.slice(0, maxTextLength)];
    case 'client':
      return client ? [client.name, client.id] : [];
    case 'attachment':
      return bounded(mail.parts.map(({ name }) => name ?? ''));
    case 'attachment-type':
      return bounded(mail.parts.map(({ contentType }) => contentType));
    case 'header': {
      const name = 'name' in rest ? rest.name.toLowerCase() : '';
      const fields = mail.headers.filter((each) => each.name === name).slice(0, maxValues);
      return bounded(fields.map(({ value }) => decodeWords(value.slice(0, maxValueLength)).trim()));
    }
    default:
      return [];
  }
}

const bounded = (values: string[]): string[] => values.slice(0, maxValues).map((value) => value.slice(0, maxValueLength));

/** Subject and text of a mail in one, as the patterns of alerts see them. */
export const wordsOf = ({ subject, text }: Pick<ParsedMail, 'subject' | 'text'>): string =>
  `${subject.slice(0, maxValueLength)}\n${text.slice(0, maxTextLength)}`.normalize('NFC');
