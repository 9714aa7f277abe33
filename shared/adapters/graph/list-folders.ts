import { z } from 'zod';
import type { SourceFolder } from '../../ports/mail-source.ts';
import type { Graph } from './graph-api.ts';
import { parseAnswer } from './parse-response.ts';

/** Nobody chooses from more, and each level of each folder is a request. */
const maxFolders = 500;
const maxRequests = 40;

const Folders = z.object({
  value: z.array(z.object({ id: z.string().min(1).max(255), displayName: z.string().max(1024), childFolderCount: z.number().catch(0) })),
  '@odata.nextLink': z.string().optional(),
});

/**
 * The folders of a mailbox by their ids, and by the path of names that people see; level by level,
 * as far as the limits go. `user` is the mailbox's path. Throws MailSourceError.
 */
export async function listGraphFolders(graph: Graph, user: string): Promise<SourceFolder[]> {
  const found: SourceFolder[] = [];
  const levels: { path: string; within: string }[] = [{ path: `${user}/mailFolders`, within: '' }];
  for (let requests = 0; requests < maxRequests && found.length < maxFolders; requests += 1) {
    const level = levels.shift();
    if (!level) break;
    const query = level.path.includes('?') ? '' : '?$select=id,displayName,childFolderCount&$top=100';
    const { value, '@odata.nextLink': next } = parseAnswer(Folders, await graph.json('GET', `${level.path}${query}`));
    if (next) levels.unshift({ path: next, within: level.within });
    for (const { id, displayName, childFolderCount } of value) {
      const name = `${level.within}${displayName}`;
      found.push({ folder: id, name });
      if (childFolderCount > 0) levels.push({ path: `${user}/mailFolders/${encodeURIComponent(id)}/childFolders`, within: `${name}/` });
    }
  }
  return found.slice(0, maxFolders);
}
