import { addressesIn } from '../../mail/addresses-in-text.ts';
import { headerValues } from '../../mail/header-fields.ts';
import type { ParsedMail } from '../../mail/parsed-mail.ts';

/** The length of a field, and the number of Received fields, that are read. */
const maxField = 4000;
const maxReceived = 5;

/**
 * The addresses that a bounce was sent to: the receiving mailbox and the names that it has on the
 * way. They sent the returned mail, so they are not its failed recipients, unless the delivery
 * status says so. Lower case.
 */
export function addresseesOf(mail: Pick<ParsedMail, 'headers' | 'to' | 'cc'>): string[] {
  const fields = ['delivered-to', 'x-delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'].flatMap((name) =>
    headerValues(mail, name),
  );
  const received = headerValues(mail, 'received')
    .slice(0, maxReceived)
    .map((value) => /\bfor <([^<>\s]{3,320})>/.exec(value.slice(0, maxField))?.[1] ?? '');
  const named = [...fields, ...received].flatMap((value) => addressesIn(value.slice(0, maxField), 5));
  return [...new Set([...mail.to.map(({ address }) => address), ...mail.cc.map(({ address }) => address), ...named])];
}

/** The senders of the returned mail, by its own header. Lower case. */
export const sendersOf = (originalHeader: ParsedMail['headers']): string[] => [
  ...new Set(
    ['from', 'sender', 'return-path', 'reply-to'].flatMap((name) =>
      headerValues({ headers: originalHeader }, name).flatMap((value) => addressesIn(value.slice(0, maxField), 5)),
    ),
  ),
];
