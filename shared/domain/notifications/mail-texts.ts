import type { TemplateProblem } from '../templates/problem-in-words.ts';
import type { Signature } from '../templates/signature.ts';
import type { WrittenTemplates } from '../templates/templates-for.ts';
import type { LanguageCode } from '../text/language-code.ts';

/** What the mails of a ticket are worded with, as it is set now. */
export type MailTexts = {
  /** Those that admins wrote. */
  templates: WrittenTemplates;
  /** What stands below replies. */
  signatures: readonly Signature[];
  defaultLanguage: LanguageCode;
  /** The name of the ticket's queue, and of the organisation. */
  queueName: string;
  companyName: string;
  /** The name of a technician by their address; null where it is not known. */
  technicianName(address: string): string | null;
  /** Is told of a template or signature in whose place another served. */
  report(id: string, problem: TemplateProblem): void;
};

/** Where nothing is set: the templates that come with the program, signed with one name. Pure. */
export const plainTexts = (name: string): MailTexts => ({
  templates: new Map(),
  signatures: [],
  defaultLanguage: 'en',
  queueName: name,
  companyName: name,
  technicianName: () => null,
  report() {},
});
