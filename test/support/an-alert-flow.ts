import type { MailRef } from '../../shared/domain/queue-items.ts';
import type { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import type { Remark } from '../../shared/domain/words/remark.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import type { Deployment } from './a-deployment.ts';
import { aMail, type MailShape } from './a-mail.ts';
import { aMailFlow } from './a-mail-flow.ts';
import { aRule } from './a-rule.ts';

/** Who writes the alerts. */
export const monitor = 'monitor@devices.example';
const start = Date.parse('2026-11-02T09:00:00Z');
/** So many minutes after nine. */
export const minute = (minutes: number): Date => new Date(start + minutes * 60_000);

/** Makes what the monitoring system writes into alerts. */
export async function alertsAreOn({ settings }: Deployment): Promise<void> {
  const rule = aRule({
    name: 'Monitor',
    when: { field: 'subject', op: 'contains', value: '[mon]' },
    then: [
      { action: 'tag', tag: 'alert' },
      { action: 'alert', key: 'host=([a-z0-9-]+)', recovery: '\\bUP\\b' },
    ],
  });
  await settings.items.create({ ...rule, id: rule.ruleId, kind: 'rule', schemaVersion: 1 });
}

/** What a monitoring system says of its hosts, and what became of it. */
export function anAlertFlow(deployment: () => Deployment) {
  const { unique, arrived, clientMessages } = aMailFlow(deployment);
  let hosts = 0;

  /** A mail that was written so many minutes after nine. */
  const alert = (state: 'DOWN' | 'UP', host: string, minutes: number, shape: MailShape = {}): Uint8Array =>
    aMail({
      ...{ from: monitor, messageId: unique(), subject: `[mon] ${state} host=${host}`, text: 'Look up.' },
      ...{ date: minute(minutes).toUTCString(), ...shape },
    });
  /** The queue item of a mail that came half a minute after it was written. */
  const refOf = (raw: Uint8Array, minutes: number): MailRef => ({ ...arrived(raw), receivedAt: minute(minutes + 0.5).toISOString() });
  const take = (raw: Uint8Array, minutes: number) => ingestMail(deployment().ingest(), refOf(raw, minutes), 1);

  return {
    unique,
    clientMessages,
    aHost: () => `web-${++hosts}`,
    alert,
    refOf,
    take,
    down: (host: string, minutes: number, shape: MailShape = {}) => take(alert('DOWN', host, minutes, shape), minutes),
    up: (host: string, minutes: number, shape: MailShape = {}) => take(alert('UP', host, minutes, shape), minutes),
    async ticketOf(number: string | null): Promise<Ticket> {
      const ticket = await deployment().browse.ticket(number ?? '');
      if (!ticket) throw new Error(`no ticket ${number}`);
      return ticket;
    },
    /** The tickets of a host's alert. */
    ticketsOf: async (host: string) =>
      (await deployment().browse.tickets({ search: `host=${host}`, limit: 100, queueId: null, after: null })).items.filter(
        (ticket) => ticket.alert?.key === host,
      ),
    history: async (ticketId: string) =>
      (await deployment().browse.history(ticketId)).map((event) => ('to' in event ? `${event.kind} ${event.to}` : event.kind)),
    words: ({ trace }: { trace: { reason: Remark | null } }) => (trace.reason ? inWords(trace.reason) : ''),
  };
}
