import type { Participant } from '../tickets/ticket.ts';
import type { IngestFacts } from './ingest-facts.ts';

/**
 * Why nothing that a program writes may go to who asks by a mail, as far as it is about who they
 * are: what is forged would be told to its victim. Null: it may. Pure.
 */
export function unvouchedBecause({
  trust,
  policy,
  forwarded,
  sender,
}: Pick<IngestFacts, 'trust' | 'policy' | 'forwarded' | 'sender'>):
  | 'not-owed-disowned'
  | 'not-owed-unvouched-contact'
  | 'not-owed-unvouched-stranger'
  | 'not-owed-forged'
  | null {
  if (trust.failed) return 'not-owed-disowned';
  const { contact } = (forwarded ? forwarded.sender : sender) ?? {};
  if (trust.sender === 'not-vouched-for' && policy.confirmUnvouched[contact ? 'contacts' : 'strangers'] === 'never')
    return contact ? 'not-owed-unvouched-contact' : 'not-owed-unvouched-stranger';
  return trust.level === 'suspicious' ? 'not-owed-forged' : null;
}

/** Those who take part, once something vouches for one of them. Pure. */
export const vouchedFor = (participants: Participant[], address: string): Participant[] =>
  participants.map((participant) => {
    const { unvouched: _, ...others } = participant;
    return participant.address === address ? others : participant;
  });
