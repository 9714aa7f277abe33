import type { ParsedMail } from './mail.ts';

/** So many fields are looked at: mails have some dozens, attackers send many thousands. */
const mostFields = 1000;

/** The fields of a header by name (lower case), values in order: built once, since a classification asks for dozens of names. */
export type MailFields = ReadonlyMap<string, readonly string[]>;

/** Takes a parsed mail's header and gives its fields by name. */
export function mailFields(mail: Pick<ParsedMail, 'headers'>): MailFields {
  const fields = new Map<string, string[]>();
  for (const { name, value } of mail.headers.slice(0, mostFields)) {
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

/** The first value of a field, trimmed, at most 2,000 characters; '' when the mail has none. */
export const fieldValue = (fields: MailFields, name: string): string => fields.get(name)?.[0]?.slice(0, 2000).trim() ?? '';
