import { z } from 'zod';
import type { Claims } from '../entra/verify-token.ts';
import type { Answer, Route } from '../simulator/routes.ts';
import { createFolder, findFolder, listFolders, toFolderResource } from './folders.ts';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import type { MailboxCall, MailboxRoutes } from './mailbox-route.ts';
import { parsePageSize } from './odata.ts';
import { readGraphJson } from './read-graph-json.ts';

const NewFolder = z.object({ displayName: z.string().min(1).max(255) });

/**
 * Folders: all of a level, one, a new one. Source:
 * learn.microsoft.com/graph/api/resources/mailfolder
 */
export function folderRoutes(state: GraphState, url: string, route: MailboxRoutes): Route<Claims>[] {
  const { store } = state;
  const parentOf = ({ mailbox, params }: MailboxCall): string | null =>
    params.folder ? findFolder(store, mailbox.id, params.folder).id : null;
  const list = (call: MailboxCall): Answer => {
    const query = call.request.url.searchParams;
    const size = parsePageSize(call.request);
    const skip = Math.max(0, Number(query.get('$skip') ?? 0) || 0);
    const wanted = nameOf(query.get('$filter'));
    const folders = listFolders(store, call.mailbox.id, parentOf(call)).filter(
      ({ name }) => wanted === undefined || name.toLowerCase() === wanted,
    );
    const next = new URL(call.request.url);
    next.searchParams.set('$skip', String(skip + size));
    const body = {
      '@odata.context': `${url}/v1.0/$metadata#users('${call.mailbox.id}')/mailFolders`,
      ...(folders.length > skip + size ? { '@odata.nextLink': next.href } : {}),
      value: folders.slice(skip, skip + size).map((folder) => toFolderResource(store, folder)),
    };
    return { status: 200, body };
  };
  const create = async (call: MailboxCall): Promise<Answer> => {
    const { displayName } = await readGraphJson(call.request, NewFolder);
    return { status: 201, body: toFolderResource(store, createFolder(store, call.mailbox.id, parentOf(call), displayName)) };
  };
  return [
    route('Mail.Read', 'GET /mailFolders', list),
    route('Mail.Read', 'GET /mailFolders/{folder}/childFolders', list),
    route('Mail.Read', 'GET /mailFolders/{folder}', ({ mailbox, params }) => ({
      status: 200,
      body: toFolderResource(store, findFolder(store, mailbox.id, params.folder ?? '')),
    })),
    route('Mail.ReadWrite', 'POST /mailFolders', create),
    route('Mail.ReadWrite', 'POST /mailFolders/{folder}/childFolders', create),
  ].flat();
}

function nameOf(filter: string | null): string | undefined {
  if (filter === null) return undefined;
  const name = /^displayName\s+eq\s+'(.*)'$/i.exec(filter.trim())?.[1];
  if (name === undefined) throw graphRefusal(400, 'ErrorInvalidUrlQueryFilter', `This simulator does not know the filter '${filter}'.`);
  return name.replaceAll("''", "'").toLowerCase();
}
