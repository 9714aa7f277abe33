/** Numbers of tickets in a subject, as an answer is known by them. */
const token = /\[Ticket #[^\]]{1,60}\]/gi;

/** The numbers in a subject, in brackets as they stand there. Pure. */
export const tokensIn = (subject: string): string[] => subject.match(token) ?? [];

/**
 * A title without numbers of tickets: what somebody wrote into it must not lead an answer into
 * another ticket. Pure.
 */
export const withoutTokens = (title: string): string => title.replace(token, ' ').replace(/\s+/g, ' ').trim();
