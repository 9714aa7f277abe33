import { z } from 'zod';
import type { Graph } from './graph-api.ts';
import { GraphRefusal } from './graph-error.ts';
import { parseAnswer } from './parse-response.ts';

const Folder = z.object({ id: z.string().min(1).max(1024) });
const Folders = z.object({ value: z.array(Folder) });

/**
 * The id of a top-level folder, by the name that the user sees; a missing folder is created. `user`
 * is the mailbox's path.
 */
export async function folderIdFor(graph: Graph, user: string, name: string): Promise<string> {
  const found = await find(graph, user, name);
  if (found !== null) return found;
  try {
    return parseAnswer(Folder, await graph.json('POST', `${user}/mailFolders`, { body: { displayName: name } })).id;
  } catch (error) {
    // created by another function in the meantime
    const created = error instanceof GraphRefusal && error.status === 409 ? await find(graph, user, name) : null;
    if (created === null) throw error;
    return created;
  }
}

async function find(graph: Graph, user: string, name: string): Promise<string | null> {
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
  const { value } = parseAnswer(Folders, await graph.json('GET', `${user}/mailFolders?$filter=${filter}&$select=id`));
  return value[0]?.id ?? null;
}
