import type { IncomingMessage } from 'node:http';
import type { Client, Context } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { MailSourceError } from '../../errors.ts';
import { getAnswer, type Sent } from './get-answer.ts';
import { GraphRefusal, retryAfterMs } from './graph-error.ts';
import { mailboxTurns } from './mailbox-turns.ts';
import { readBounded } from './read-bounded.ts';
import { toRelative } from './to-relative.ts';
import { withRetryAfter } from './with-retry-after.ts';

export type GraphOptions = {
  /** Without the version, such as https://graph.microsoft.com. */
  url: string;
  /**
   * An access token for Graph. Called for each request, so it should cache the token until it
   * expires. `fresh`: Graph refused that one.
   */
  token: (fresh: boolean) => Promise<string>;
  timeoutMs?: number;
};

export type Graph = {
  /**
   * Sends and receives JSON. `path` is relative to the version (/users/…), or a link that Graph
   * gave. Throws GraphRefusal.
   */
  json(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, options?: { body?: object; prefer?: string }): Promise<unknown>;
  /**
   * The bytes at a path: null if there is nothing (404), `too-large` beyond the limit. Throws
   * GraphRefusal.
   */
  bytes(path: string, limit: number): Promise<Uint8Array | 'too-large' | null>;
  /**
   * Sends a body as it is, and tells the status of the answer too: of some requests one status
   * alone says that they were done. Throws GraphRefusal.
   */
  post(path: string, type: string, content: Uint8Array): Promise<{ status: number; body: unknown }>;
};

const defaultTimeoutMs = 30_000;
/** Bytes that are read of an error response, and of the answer to a `post`. */
const maxErrorBytes = 16 * 1024;
const maxAnswerBytes = 8 * 1024 * 1024;

/**
 * Microsoft Graph as this app uses it: the SDK for JSON, and a plain request for raw mails, since
 * every mail needs that call. Where Graph is asked too often it waits a little; all other retries
 * are left to the queue.
 */
export function connectGraph({ url, token, timeoutMs = defaultTimeoutMs }: GraphOptions): Graph {
  const root = new URL('/v1.0/', url);
  const turns = mailboxTurns(Date.now);
  let loading: Promise<Client> | null = null;
  const sdk = () => {
    const { origin: baseUrl } = root;
    loading ??= import('./graph-sdk.ts').then(({ Client }) =>
      Client.initWithMiddleware({ baseUrl, defaultVersion: 'v1.0', middleware: { execute } }),
    );
    return loading;
  };
  const headers = async (prefer: string, fresh: boolean) => ({
    Authorization: `Bearer ${await accessToken(token, fresh)}`,
    Prefer: prefer,
  });

  const plain = async <T>(path: string, body: Sent['body'], read: (answer: IncomingMessage) => Promise<T>): Promise<T> => {
    const relative = toRelative(root, path);
    const send = async (fresh: boolean) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const sent = { headers: await headers('IdType="ImmutableId"', fresh), signal, ...(body ? { body } : {}) };
      try {
        return await read(await getAnswer(new URL(`.${relative}`, root), sent));
      } catch (error) {
        if (error instanceof MailSourceError) throw error;
        throw new GraphRefusal(-1, error instanceof Error ? error.message : String(error), '');
      }
    };
    return withRetryAfter(() => turns(mailboxIn(relative), () => withFreshToken(send)));
  };

  return {
    async json(method, path, { body = {}, prefer = 'IdType="ImmutableId"' } = {}) {
      const relative = toRelative(root, path);
      const send = async (fresh: boolean) => {
        const request = (await sdk()).api(relative).headers(await headers(prefer, fresh));
        request.options({ signal: AbortSignal.timeout(timeoutMs) });
        const sent = {
          GET: () => request.get(),
          DELETE: () => request.delete(),
          POST: () => request.post(body),
          PATCH: () => request.patch(body),
        };
        return sent[method]().catch((error: unknown) => {
          throw toRefusal(error);
        });
      };
      return withRetryAfter(() => turns(mailboxIn(relative), () => withFreshToken(send)));
    },

    bytes: (path, limit) =>
      plain(path, undefined, async (answer) => {
        const { status, isDone } = statusOf(answer);
        if (isDone) return readBounded(answer, limit);
        const refusal = await refusalOf(answer);
        // a mailbox that is being moved or has lost its licence also answers 404, although its
        // mails are not gone
        if (status === 404 && refusal.code === 'ErrorItemNotFound') return null;
        throw refusal;
      }),

    post: (path, type, content) =>
      plain(path, { type, content }, async (answer) => {
        const { status, isDone } = statusOf(answer);
        if (!isDone) throw await refusalOf(answer);
        const said = await readBounded(answer, maxAnswerBytes);
        return { status, body: said === 'too-large' ? null : parsed(said) };
      }),
  };
}

const statusOf = ({ statusCode: status = 0 }: IncomingMessage) => ({ status, isDone: status >= 200 && status < 300 });

async function refusalOf(answer: IncomingMessage): Promise<GraphRefusal> {
  const said = await readBounded(answer, maxErrorBytes);
  const { code, message } = said === 'too-large' ? noError : ErrorBody.parse(parsed(said)).error;
  return new GraphRefusal(answer.statusCode ?? 0, code, message, retryAfterMs(answer.headers['retry-after'] ?? null, Date.now()));
}

/**
 * A token may be refused before its end, as when the password was changed (continuous access
 * evaluation): whether another is given says more than the refusal.
 */
async function withFreshToken<T>(send: (fresh: boolean) => Promise<T>): Promise<T> {
  try {
    return await send(false);
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 401 && error.code !== 'NoToken') return send(true);
    throw error;
  }
}

async function accessToken(token: GraphOptions['token'], fresh: boolean): Promise<string> {
  try {
    return await token(fresh);
  } catch (error) {
    if (error instanceof MailSourceError) throw error;
    throw new GraphRefusal(401, 'NoToken', `Entra gave the app no access token: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The last link of the SDK's middleware chain: the request itself. */
async function execute(context: Context): Promise<void> {
  context.response = await request(context.request, context.options);
}

/**
 * Follows no redirect: it would send the token to another server. The SDK keeps only the message of
 * an error, so the message gets the code that says why a connection broke.
 */
async function request(address: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, { ...init, redirect: 'error' });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw code === '' ? error : new Error(code);
  }
}

/** What the SDK throws (GraphError). */
const SdkError = z.object({
  statusCode: z.number().catch(-1),
  code: z.string().catch(''),
  message: z.string().catch(''),
  headers: z.instanceof(Headers).nullable().catch(null),
});

function toRefusal(error: unknown): GraphRefusal {
  const { statusCode, code, message, headers } = SdkError.parse(error);
  return new GraphRefusal(statusCode, statusCode < 0 ? message : code, statusCode < 0 ? '' : message, retryAfter(headers));
}

const noError = { code: '', message: '' };
const ErrorBody = z.object({ error: z.object({ code: z.string().catch(''), message: z.string().catch('') }) }).catch({ error: noError });

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return null;
  }
}

const retryAfter = (headers: Headers | null): number | null => retryAfterMs(headers?.get('retry-after') ?? null, Date.now());

const mailboxIn = (path: string): string => /^\/users\/([^/?]+)/.exec(path)?.[1]?.toLowerCase() ?? '';
