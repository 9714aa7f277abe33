import { z } from 'zod';
import type { Claims } from '../entra/verify-token.ts';
import type { Answer, Route } from '../simulator/routes.ts';
import { changesSince, type FolderChange } from './changes.ts';
import { findFolder } from './folders.ts';
import { graphRefusal } from './graph-error.ts';
import { currentNumber, type GraphState, nextNumber } from './graph-store.ts';
import type { MailboxCall, MailboxRoutes } from './mailbox-route.ts';
import { toMessageResource } from './message-resource.ts';
import { appliedOf, viewOf } from './message-routes.ts';
import { parsePageSize, parseSelect } from './odata.ts';

/** All that a round needs; clients keep it as the opaque part of nextLink and deltaLink. */
const Token = z.object({
  folder: z.string(),
  generation: z.number(),
  since: z.number(),
  known: z.number(),
  removalsAfter: z.number(),
  select: z.array(z.string()).optional(),
  changeTypes: z.array(z.string()).optional(),
  receivedFrom: z.number(),
  pageSize: z.number(),
  /** how many came in this round */
  given: z.number(),
});
type Token = z.infer<typeof Token>;

/**
 * With a filter the service gives 5,000 messages at most
 * (learn.microsoft.com/graph/api/message-delta).
 */
const maxFiltered = 5_000;

/**
 * `GET /mailFolders/{folder}/messages/delta`: changes of one folder, page by page, then round by
 * round.
 */
export function deltaRoutes(state: GraphState, url: string, route: MailboxRoutes): Route<Claims>[] {
  return route('Mail.Read', 'GET /mailFolders/{folder}/messages/delta', async (call) => {
    const query = call.request.url.searchParams;
    const text = query.get('$skiptoken') ?? query.get('$deltatoken');
    const folder = findFolder(state.store, call.mailbox.id, call.params.folder ?? '');
    const token = text === null ? firstToken(state, call, folder.id) : readToken(state, call, text, folder.id);
    const { changes, upTo, more } = changesSince(state, { ...token, folderId: token.folder, limit: token.pageSize });
    const wanted = changes.filter((change) => !token.changeTypes || token.changeTypes.includes(typeOf(change)));
    const view = { ...viewOf(call), select: token.select };
    const value = await Promise.all(
      wanted.map(async (change) =>
        change.kind === 'present'
          ? { '@odata.type': '#microsoft.graph.message', ...(await toMessageResource(state, change.message, view)) }
          : {
              '@odata.type': '#microsoft.graph.message',
              id: call.immutable ? change.immutableId : change.mutableId,
              '@removed': { reason: 'deleted' },
            },
      ),
    );
    const base = `${url}${call.request.url.pathname}`;
    const given = token.given + changes.length;
    const isCapped = token.receivedFrom > 0 && given >= maxFiltered;
    const link =
      more && !isCapped
        ? { '@odata.nextLink': `${base}?$skiptoken=${toText({ ...token, since: upTo, given })}` }
        : { '@odata.deltaLink': `${base}?$deltatoken=${toText({ ...token, since: upTo, known: upTo, removalsAfter: upTo, given: 0 })}` };
    const answer: Answer = {
      status: 200,
      headers: appliedOf(call),
      body: { '@odata.context': `${url}/v1.0/$metadata#Collection(message)`, ...link, value },
    };
    return answer;
  });
}

/**
 * From now on all tokens that were given out answer with `status`: 410 with a Location, or 400 as
 * Outlook also does.
 */
export function expireDeltaTokens({ store }: GraphState, status: 400 | 410): void {
  nextNumber(store, 'delta generation');
  store.run("INSERT OR REPLACE INTO numbers (name, value) VALUES ('delta expiry status', ?)", status);
}

function firstToken(state: GraphState, call: MailboxCall, folder: string): Token {
  const query = call.request.url.searchParams;
  const changeTypes = query.get('changeType')?.split(',');
  const select = parseSelect(query);
  return {
    folder,
    generation: currentNumber(state.store, 'delta generation'),
    since: 0,
    known: 0,
    removalsAfter: currentNumber(state.store, 'change'),
    receivedFrom: parseReceivedFrom(query.get('$filter')),
    pageSize: parsePageSize(call.request),
    given: 0,
    ...(select ? { select } : {}),
    ...(changeTypes ? { changeTypes } : {}),
  };
}

function readToken(state: GraphState, { request }: MailboxCall, text: string, folder: string): Token {
  const token = parseToken(text);
  if (!token || token.folder !== folder) throw graphRefusal(400, 'BadRequest', 'Badly formed token.');
  if (token.generation !== currentNumber(state.store, 'delta generation')) {
    const status = currentNumber(state.store, 'delta expiry status') || 410;
    const location: Record<string, string> = status === 410 ? { location: `${request.url.origin}${request.url.pathname}` } : {};
    throw graphRefusal(status, 'SyncStateNotFound', 'The sync state generation is not found; start over without a token.', location);
  }
  const wanted = request.headers.prefer?.includes('odata.maxpagesize') ? parsePageSize(request) : token.pageSize;
  return { ...token, pageSize: wanted };
}

function parseToken(text: string): Token | undefined {
  try {
    return Token.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

function toText(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function typeOf(change: FolderChange): string {
  if (change.kind === 'removed') return 'deleted';
  return change.isNew ? 'created' : 'updated';
}

/** The only filter that delta knows: `receivedDateTime ge|gt <time>`. */
function parseReceivedFrom(filter: string | null): number {
  if (filter === null) return 0;
  const match = /^receivedDateTime\s+(ge|gt)\s+(\S+)$/i.exec(filter.trim());
  const at = Date.parse(match?.[2] ?? '');
  if (!Number.isFinite(at))
    throw graphRefusal(400, 'ErrorInvalidUrlQueryFilter', 'Delta queries can be filtered by receivedDateTime ge or gt only.');
  return match?.[1]?.toLowerCase() === 'gt' ? at + 1 : at;
}
