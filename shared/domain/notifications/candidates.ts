import type { Audience } from '../settings/notification-settings.ts';
import { lowerAddress } from '../text/lower-address.ts';
import { activeTechnicians, type Candidate, type FanOutFacts, type ToldTicket } from './fan-out-facts.ts';

/**
 * Who stands behind an audience, whether or not they may be told: the requester, who else takes
 * part, whose ticket it is (while it is nobody's: the queue's team), the queue's team. Pure.
 */
export function candidatesOf(audience: Audience, ticket: ToldTicket, facts: FanOutFacts): Candidate[] {
  switch (audience) {
    case 'requester':
      return [requesterOf(ticket)];
    case 'participants':
      return ticket.participants
        .filter(({ address }) => !isSame(address, ticket.requester.address))
        .map(({ address, name, notify, role }) => ({ address, name, audience: 'client', mayBeTold: notify && role !== 'newcomer' }));
    case 'assignee':
      return ticket.assignee === null ? teamOf(facts) : [technicianAt(ticket.assignee, facts)];
    case 'queue-team':
      return teamOf(facts);
  }
}

/** A technician by their address, with their name where it is known. Pure. */
export function technicianAt(address: string, facts: FanOutFacts): Candidate {
  const item = facts.technicians.find((technician) => isSame(technician.address, address));
  const isOne = item ? item.active : facts.policy.technicians.includes(lowerAddress(address));
  return { address, name: item?.name ?? null, audience: 'team', mayBeTold: isOne, language: item?.language ?? null };
}

/**
 * Somebody for whom nothing vouched when they opened the ticket may not exist, or may never have
 * written: see `unvouched` of a participant. Who takes no part was named by fields that nobody
 * checks.
 */
function requesterOf({ requester, participants }: ToldTicket): Candidate {
  const taking = participants.find(({ address }) => isSame(address, requester.address));
  return { ...requester, audience: 'client', mayBeTold: taking?.notify === true && taking.unvouched !== true };
}

function teamOf(facts: FanOutFacts): Candidate[] {
  const team = new Set(facts.queue.team);
  return activeTechnicians(facts)
    .filter(({ technicianId }) => team.has(technicianId))
    .map(({ address, name, language }) => ({ address, name, audience: 'team', mayBeTold: true, language }));
}

const isSame = (one: string, other: string): boolean => lowerAddress(one) === lowerAddress(other);
