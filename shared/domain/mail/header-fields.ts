import type { ParsedMail } from './parsed-mail.ts';
import { type StructuredValue, structuredValue } from './structured-field.ts';

/** Mails have some dozens of fields; attackers send many thousands. */
const maxFields = 1000;

/**
 * The fields of a header by name (lower case), values in order: built once, since a classification
 * asks for dozens of names.
 */
export type MailFields = ReadonlyMap<string, readonly string[]>;

/** Takes a parsed mail's header and gives its fields by name. */
export function mailFields(mail: Pick<ParsedMail, 'headers'>): MailFields {
  const fields = new Map<string, string[]>();
  for (const { name, value } of mail.headers.slice(0, maxFields)) {
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

/** The first value of a field, trimmed, at most 2,000 characters; '' when the mail has none. */
export const fieldValue = (fields: MailFields, name: string): string => fields.get(name)?.[0]?.slice(0, 2000).trim() ?? '';

/**
 * The values of a structured field that machines write and read (Auto-Submitted, Precedence,
 * Content-Type …), in order, without comments; empty if the mail has none. Such fields are always
 * read here, since comments are legal in all of them (RFC 5322 3.2.2).
 */
export const structuredValues = (fields: MailFields, name: string): StructuredValue[] => (fields.get(name) ?? []).map(structuredValue);

/**
 * The first value of a structured field, comments removed, in lower case; '' when the mail has
 * none.
 */
export const keyword = (fields: MailFields, name: string): string => structuredValues(fields, name)[0]?.value ?? '';

/**
 * Whether the return path is null (RFC 5321 4.5.5): `<>`, also with spaces or comments in it, or an
 * empty field. The first field counts: the system that delivered the mail wrote it.
 */
export const hasNullReturnPath = (fields: MailFields): boolean =>
  fields.has('return-path') && /^<?\s?>?$/.test(keyword(fields, 'return-path'));

/** The values of a header field, in the order of the mail. */
export const headerValues = (mail: Pick<ParsedMail, 'headers'>, name: string): string[] =>
  mail.headers.filter((field) => field.name === name).map((field) => field.value);

/** The first value of a header field, or null. */
export const headerValue = (mail: Pick<ParsedMail, 'headers'>, name: string): string | null =>
  mail.headers.find((field) => field.name === name)?.value ?? null;
