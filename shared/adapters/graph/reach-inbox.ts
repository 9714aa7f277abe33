import type { Reached } from '../../domain/authorisation/app-access.ts';
import { MailSourceError } from '../../errors.ts';
import type { Graph } from './graph-api.ts';

/**
 * The poller's own call: a directory object or the mailbox's settings ask for rights that reading
 * mail does not need. Throws GraphRefusal.
 */
export const readInbox = (graph: Graph, user: string): Promise<unknown> =>
  graph.json('GET', `/users/${encodeURIComponent(user)}/mailFolders/inbox?$select=id`);

/** Whether a user's inbox may be read, or why that could not be found out. */
export async function reachInbox(graph: Graph, user: string): Promise<Reached> {
  try {
    await readInbox(graph, user);
    return { kind: 'open' };
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    if (error.failure === 'login-refused') return { kind: 'refused' };
    return error.failure === 'folder-missing' ? { kind: 'missing' } : { kind: 'unclear', said: error.message };
  }
}
