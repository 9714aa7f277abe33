import { expect, test } from 'vitest';
import { plainTexts } from '../../../shared/domain/notifications/mail-texts.ts';
import type { Notification } from '../../../shared/domain/notifications/notification.ts';
import { notificationKinds } from '../../../shared/domain/notifications/notification-kinds.ts';
import { notificationsOfChange, type OwedByChange } from '../../../shared/domain/notifications/notifications-of-change.ts';
import { notificationsOfNote } from '../../../shared/domain/notifications/notifications-of-note.ts';
import { notificationsOfRelease } from '../../../shared/domain/notifications/notifications-of-release.ts';
import { planFanOut } from '../../../shared/domain/notifications/plan-fan-out.ts';
import { Audience, NotificationEvent } from '../../../shared/domain/settings/notification-settings.ts';
import type { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import { TicketStatus } from '../../../shared/domain/tickets/ticket-status.ts';
import { aCause, ada, alice, aSharedTicket, bob, carol, dan, eve, noon, noticeFacts } from '../../support/notice-facts.ts';

/** Whatever happens to a ticket, and whatever is set: nothing of a note reaches anybody outside. */

const technicians = [ada, bob, dan];
const outsiders = [alice, carol, eve, 'support@contoso.example', 'no-reply@fabrikam.example'];
const clientEvents = NotificationEvent.exclude(['sla-breached', 'ticket-assigned', 'client-replied', 'note-mention']).options;
const words = { ticketUrl: 'https://psa.contoso.example/tickets/SUP-1001', signedBy: 'Support', texts: plainTexts('Support') };

/** Numbers that look random and are the same each time (Park and Miller). */
function chance(seed: number) {
  let state = seed;
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  return {
    below,
    of: <T>(some: readonly T[]): T => some[below(some.length)] as T,
    some: <T>(from: readonly T[]) => from.filter(() => below(2) === 0),
  };
}

function aRandomLife(seed: number) {
  const { below, of, some } = chance(seed);
  const set = (event: NotificationEvent) => ({
    [event]: { on: below(4) > 0, ...(event === 'note-mention' ? {} : { audience: some(audiencesOf(event)) }) },
  });
  const notifications = Object.assign({}, ...NotificationEvent.options.map(set));
  const facts = (at: number) => noticeFacts({ policy: { notifications }, now: new Date(noon.getTime() + at * 3000) });
  let ticket = aSharedTicket({ assignee: of([null, ...technicians]) });
  const rows: Notification[] = [];
  const notes: string[] = [];
  const apply = ({ create, patch }: OwedByChange) => {
    for (const { notificationId, set: change } of patch) {
      const at = rows.findIndex(({ id }) => id === notificationId);
      const row = rows[at];
      if (row) rows[at] = { ...row, ...change };
    }
    rows.push(...create);
  };
  for (let step = 0; step < 40; step += 1) {
    const [by, now] = [of(technicians), facts(step)];
    const id = `canary-${seed}-${step}`;
    switch (below(5)) {
      case 0:
        notes.push(id);
        // whatever the request says: also outsiders are named
        apply(notificationsOfNote({ id, by, mentions: some([...technicians, ...outsiders]) }, ticket, now, rows));
        break;
      case 1:
      case 2: {
        const change: Partial<Ticket> = of([
          { status: of(TicketStatus.options) },
          { assignee: of([null, ...technicians, alice]) },
          { requester: { address: of([alice, carol, bob]), name: null } },
          // merged: the others' people take part too
          { participants: [...ticket.participants, { address: of([...outsiders, ...technicians]), name: null, role: 'cc', notify: true }] },
        ]);
        const after = { ...ticket, ...change };
        apply(notificationsOfChange({ before: ticket, after, by, cause: `change ${step}` }, now, rows));
        ticket = after;
        break;
      }
      case 3: {
        const after = { ...ticket, status: of(TicketStatus.options) };
        const message = { id: `reply ${step}`, by, to: [{ address: of(outsiders), name: null }], cc: [] };
        apply(notificationsOfRelease(message, { before: ticket, after }, now, rows));
        ticket = after;
        break;
      }
      default: {
        const cause = aCause(some(NotificationEvent.options), { id: `mail ${step}`, at: now.now, mailId: 'mail', messageItemId: null });
        rows.push(...planFanOut({ ...cause, mentions: some(outsiders), teamData: { from: dan } }, ticket, now).owed);
      }
    }
  }
  return { rows, notes, ticket };
}

const audiencesOf = (event: NotificationEvent): Audience[] =>
  clientEvents.some((one) => one === event)
    ? Audience.options.filter((one) => event !== 'technician-replied' || one === 'requester' || one === 'participants')
    : ['assignee', 'queue-team'];

test('a note, and what is for technicians, is in no row and no mail to anybody else, in 200 random lives of a ticket', () => {
  let [outside, inside] = [0, 0];
  for (let seed = 1; seed <= 200; seed += 1) {
    const { rows, notes, ticket } = aRandomLife(seed);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const row of rows) {
      const kind = notificationKinds.get(row.kind);
      if (row.audience === 'team') {
        inside += 1;
        expect(technicians).toContain(row.to.address);
        continue;
      }
      outside += 1;
      expect(clientEvents).toContain(row.kind);
      expect(notes).not.toContain(row.messageItemId);
      expect(JSON.stringify({ ...row, by: null, to: null })).not.toMatch(/canary|contoso\.example|note|assigned/);
      // a reply's mail is written from its message alone
      if (row.kind === 'technician-replied') continue;
      const mail = JSON.stringify(kind?.compose(row, { ...ticket, assignee: 'canary@contoso.example' }, words, null));
      expect(mail).not.toMatch(/canary|internal|note\b|assigned/i);
    }
  }
  expect(Math.min(outside, inside)).toBeGreaterThan(500);
});
