import { z } from 'zod';
import type { Claims } from '../entra/verify-token.ts';
import type { Answer, Route } from '../simulator/routes.ts';
import { editDraft, namesIn, WrittenMessage } from './draft.ts';
import { findFolder } from './folders.ts';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import type { MailboxCall, MailboxRoutes } from './mailbox-route.ts';
import { toMessageResource, type View } from './message-resource.ts';
import { findMessage, type Message, moveMessage, readContent, removeMessage, toMessage, updateMessage } from './messages.ts';
import { parseExpand, parseFilter, parseOrder, parsePageSize, parseSelect, preferences } from './odata.ts';
import { readGraphJson } from './read-graph-json.ts';
import { learnFields } from './send-mail.ts';

/** All that can be changed of a message here; anything else is refused, not left out in silence. */
const PatchMessage = z.strictObject({
  ...WrittenMessage.omit({ attachments: true }).shape,
  isRead: z.boolean().exactOptional(),
  categories: z.array(z.string()).exactOptional(),
});
const Move = z.object({ destinationId: z.string() });

/**
 * Reading, marking, moving and deleting messages. Source:
 * learn.microsoft.com/graph/api/resources/message
 */
export function messageRoutes(state: GraphState, url: string, route: MailboxRoutes): Route<Claims>[] {
  const show = async (call: MailboxCall, message: Message, status = 200): Promise<Answer> => {
    const resource = await toMessageResource(state, message, viewOf(call));
    return {
      status,
      headers: appliedOf(call),
      body: { '@odata.context': `${url}/v1.0/$metadata#users('${call.mailbox.id}')/messages/$entity`, ...resource },
    };
  };
  const one = ({ mailbox, params }: MailboxCall) => findMessage(state, mailbox.id, params.message ?? '');
  const list = async (call: MailboxCall): Promise<Answer> => {
    const { request, mailbox, params } = call;
    const query = request.url.searchParams;
    const folder = params.folder === undefined ? undefined : findFolder(state.store, mailbox.id, params.folder);
    const size = parsePageSize(request);
    const skip = Math.max(0, Number(query.get('$skip') ?? 0) || 0);
    const filter = parseFilter(query.get('$filter'));
    const where = `FROM messages WHERE mailbox_id = ?${folder ? ' AND folder_id = ?' : ''}${filter.sql}`;
    const values = [mailbox.id, ...(folder ? [folder.id] : []), ...filter.values];
    const order = parseOrder(query);
    const rows = state.store.all(`SELECT * ${where} ORDER BY received ${order}, seq ${order} LIMIT ? OFFSET ?`, ...values, size + 1, skip);
    const value = await Promise.all(rows.slice(0, size).map((row) => toMessageResource(state, toMessage(row), viewOf(call))));
    const next = new URL(request.url);
    next.searchParams.set('$skip', String(skip + size));
    const body = {
      '@odata.context': `${url}/v1.0/$metadata#users('${mailbox.id}')/messages`,
      ...(query.get('$count') === 'true'
        ? { '@odata.count': Number(state.store.get(`SELECT COUNT(*) AS count ${where}`, ...values)?.count) }
        : {}),
      ...(rows.length > size ? { '@odata.nextLink': next.href } : {}),
      value,
    };
    return { status: 200, headers: appliedOf(call), body };
  };
  const raw = (call: MailboxCall): Answer => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: readContent(state, one(call)),
  });

  return [
    route('Mail.Read', 'GET /messages', list),
    route('Mail.Read', 'GET /mailFolders/{folder}/messages', list),
    route('Mail.Read', 'GET /messages/{message}', (call) => show(call, one(call))),
    route('Mail.Read', 'GET /mailFolders/{folder}/messages/{message}', (call) => show(call, one(call))),
    route('Mail.Read', 'GET /messages/{message}/$value', raw),
    route('Mail.Read', 'GET /mailFolders/{folder}/messages/{message}/$value', raw),
    route('Mail.ReadWrite', 'PATCH /messages/{message}', async (call) => {
      const message = one(call);
      const { isRead, categories, ...written } = await readGraphJson(call.request, PatchMessage);
      const marks = { ...(isRead === undefined ? {} : { isRead }), ...(categories ? { categories } : {}) };
      if (Object.keys(written).length === 0) return show(call, updateMessage(state, message, marks));
      if (message.is_draft === 0) throw graphRefusal(400, 'ErrorInvalidPropertySet', 'Only a draft can be written.');
      learnFields(state, call.mailbox, namesIn(written));
      return show(call, updateMessage(state, message, { ...marks, raw: await editDraft(readContent(state, message), written) }));
    }),
    route('Mail.ReadWrite', 'POST /messages/{message}/move', async (call) => {
      const { destinationId } = await readGraphJson(call.request, Move);
      const folder = findFolder(state.store, call.mailbox.id, destinationId);
      return show(call, moveMessage(state, one(call), folder.id), 201);
    }),
    route('Mail.ReadWrite', 'DELETE /messages/{message}', (call) => {
      const message = one(call);
      const bin = findFolder(state.store, call.mailbox.id, 'deleteditems');
      // as in Outlook: the first time into Deleted Items, from there for good
      if (message.folder_id === bin.id) removeMessage(state, message);
      else moveMessage(state, message, bin.id);
      return { status: 204 };
    }),
  ].flat();
}

/** How the caller wants messages shown. */
export function viewOf({ request, immutable }: MailboxCall): View {
  const textBody = preferences(request).get('outlook.body-content-type')?.toLowerCase() === 'text';
  const { searchParams: query } = request.url;
  return { select: parseSelect(query), immutable, textBody, expand: parseExpand(query) };
}

/** The service confirms the preference for immutable ids. */
export function appliedOf({ immutable }: MailboxCall): Record<string, string> {
  return immutable ? { 'preference-applied': 'IdType="ImmutableId"' } : {};
}
