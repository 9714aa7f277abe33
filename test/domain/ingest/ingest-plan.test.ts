import { expect, test } from 'vitest';
import { type IngestPlan, numbered, traceChange } from '../../../shared/domain/ingest/ingest-plan.ts';
import { createdBy, ticketAfter } from '../../../shared/domain/notifications/ticket-change.ts';
import { MailTrace } from '../../../shared/domain/trace/mail-trace.ts';
import { storedBefore } from '../../fixtures/stored-before.ts';
import { aTicket } from '../../support/a-ticket.ts';

const trace = MailTrace.parse({ ...storedBefore.traces.suppressed, ticketId: aTicket().ticketId });

test('the number of a new ticket is given to the ticket, to what its search looks at, and to the trace of its mail', () => {
  const plan: IngestPlan = {
    ...traceChange(trace, [aTicket({ number: '', searchText: 'the printer' })]),
    before: { files: [], contact: null, reached: null },
    after: { loops: [], answerTotals: [], language: null },
  };
  const complete = numbered(plan, 'SUP-1007');
  expect(ticketAfter(complete.change)).toMatchObject({ number: 'SUP-1007', searchText: 'sup-1007 the printer' });
  expect(complete.trace.ticketNumber).toBe('SUP-1007');
  expect(createdBy(complete.change, 'mail')).toEqual([complete.trace]);
});

test('a mail that only leaves its trace in a ticket does not write the ticket', () => {
  const { change } = traceChange(trace);
  expect(change).toEqual({ ticketId: trace.ticketId, version: null, replace: null, create: [trace], patch: [] });
  expect(ticketAfter(change)).toBeNull();
});
