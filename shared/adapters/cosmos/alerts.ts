import type { Container } from '@azure/cosmos';
import { AlertMark } from '../../domain/tickets/alert-mark.ts';
import { Ticket } from '../../domain/tickets/ticket.ts';
import { queryAll } from './query.ts';

/** Alerts of machines in the tickets container: `container` for one partition, `across` for all. */
export const alertStore = (container: Container, across: Container) => ({
  /** Which of an alert's tickets is the newest, from 0; null when it has none. */
  async latestGeneration(alertId: string): Promise<number | null> {
    const query = "SELECT TOP 1 c.alert.generation FROM c WHERE c.type = 'ticket' AND c.alert.id = @id ORDER BY c.alert.generation DESC";
    const [row] = await queryAll(across, query, [{ name: '@id', value: alertId }]);
    return row ? Number(row.generation) : null;
  },

  /** What lies at the place of an alert's ticket: it, how many marks, and their latest recovery. */
  async alertItems(ticketId: string) {
    const query = "SELECT * FROM c WHERE c.ticketId = @ticketId AND (c.id = 'ticket' OR c.type = 'alert-mark')";
    const rows = await queryAll(container, query, [{ name: '@ticketId', value: ticketId }], ticketId);
    const ticket = rows.find(({ type }) => type === 'ticket');
    const marks = rows.filter(({ type }) => type === 'alert-mark').map((row) => AlertMark.parse(row));
    const recoveries = marks.flatMap(({ recoveredAt }) => recoveredAt ?? []).toSorted();
    return {
      state: ticket ? { ticket: Ticket.parse(ticket), etag: String(ticket._etag) } : null,
      marks: Math.max(0, ...marks.map(({ place }) => place)),
      recoveredAt: recoveries.at(-1) ?? null,
    };
  },
});
