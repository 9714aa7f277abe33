import type { MailTrace } from '../trace/mail-trace.ts';
import { remark } from '../words/remark.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { traceOf } from './ingest-items.ts';

/** The trace of a mail that a rule lets make no ticket. A technician can still accept it. Pure. */
export const planSuppression = (facts: IngestFacts): MailTrace =>
  traceOf(facts, {
    ticketId: null,
    outcome: 'suppressed',
    reason: remark('suppressed-by-rule', { rule: facts.routed.suppressedBy?.name ?? '' }),
    checks: [...facts.classification.evidence, ...facts.trust.checks, ...facts.thread.checks, ...facts.routed.checks],
  });
