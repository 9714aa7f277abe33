import type { Container } from '@azure/cosmos';
import { queryAll } from './query.ts';

/** The ids of tickets in which a change is noted as half done since before a time, oldest first. */
export const unfinishedTickets =
  (across: Container) =>
  async (before: Date, max: number): Promise<string[]> => {
    const query = `SELECT TOP ${Math.trunc(max)} c.ticketId FROM c WHERE c.type = 'ticket' AND c.unfinished.at < @before ORDER BY c.unfinished.at`;
    const rows = await queryAll(across, query, [{ name: '@before', value: before.toISOString() }]);
    return rows.map(({ ticketId }) => String(ticketId));
  };
