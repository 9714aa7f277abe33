import { ticketNumbersIn } from '../mail/subject.ts';
import type { IngestFacts } from './ingest-facts.ts';

/**
 * Whether there may be something of others in a mail: it answers one, or forwards one. In the first
 * mail of a conversation all is its writer's, and looking for quotations would be a third of the
 * work on it. Pure.
 */
export const mayQuote = ({ mail, forwarded }: Pick<IngestFacts, 'mail' | 'forwarded'>): boolean =>
  forwarded !== null || mail.inReplyTo.length + mail.references.length > 0 || ticketNumbersIn(mail.subject).length > 0;
