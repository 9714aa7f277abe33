import { messageItemIdFor, separateTicketIdFor } from '../ids.ts';
import type { IngestFacts } from './ingest-facts.ts';

type CopyFacts = Pick<IngestFacts, 'mail' | 'trust'>;

/**
 * The digest that names what a mail makes. A mail that nothing vouches for has one of its own:
 * somebody in its Cc can send it on in its author's name, and be faster.
 */
const digestOf = ({ mail, trust }: CopyFacts): string =>
  trust.sender === 'not-vouched-for' ? notVouchedFor(mail.contentSha256) : mail.contentSha256;

const notVouchedFor = (digest: string): string => `not-vouched-for ${digest}`;

/**
 * The digests under which a copy of a mail may be stored. A mail that is vouched for has none among
 * those that are not: it never yields to one of them.
 */
function digestsOfCopies({ mail, trust }: CopyFacts): string[] {
  const digests = [mail.contentSha256, ...mail.knownSha256s];
  return trust.sender === 'verified' ? digests : [...digests, ...digests.map(notVouchedFor)];
}

/** The id of the message that a mail becomes. Pure. */
export const messageItemIdOf = (facts: CopyFacts): string => messageItemIdFor(facts.mail.messageId, digestOf(facts));

/** The ids that the message has when a copy of the mail came before. Pure. */
export const messageItemIdsOfCopies = (facts: CopyFacts): string[] =>
  digestsOfCopies(facts).map((digest) => messageItemIdFor(facts.mail.messageId, digest));

/** The ticket that a mail opens for itself when its conversation's is not for it. Pure. */
export const ownTicketIdFor = (facts: CopyFacts): string => separateTicketIdFor(facts.mail.messageId, digestOf(facts));

/** The tickets that copies of a mail may have opened for themselves, without its own. Pure. */
export function ownTicketIdsOfCopies(facts: CopyFacts): string[] {
  const own = ownTicketIdFor(facts);
  return digestsOfCopies(facts)
    .map((digest) => separateTicketIdFor(facts.mail.messageId, digest))
    .filter((id) => id !== own);
}

/** Whether one of these messages is a copy of a mail for which nothing vouches. Pure. */
export const hasUnvouchedCopy = ({ mail }: Pick<CopyFacts, 'mail'>, messages: readonly { id: string }[]): boolean => {
  const id = messageItemIdFor(mail.messageId, notVouchedFor(mail.contentSha256));
  return messages.some((message) => message.id === id);
};
