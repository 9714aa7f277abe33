import { type Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { type Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';

export type PostRequest = {
  headers: Record<string, string>;
  body: string;
  agent: HttpAgent | HttpsAgent;
  /** Of the answer; what is longer is cut off, and the connection with it. */
  maxBytes: number;
  /** For the whole of it. */
  timeoutMs: number;
  /** Gets the connection before anything is sent; one that throws ends the request. */
  onSocket?(socket: Socket): void;
};

export type PostAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer | 'too-large' };

/**
 * Sends one POST and reads the answer, within its limits. A redirect is an answer like any other:
 * nothing follows it.
 *
 * @throws an Error with the code of the system, of Node or of OpenSSL
 */
export function postXml(url: URL, { headers, body, agent, maxBytes, timeoutMs, onSocket }: PostRequest): Promise<PostAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  const sent = (url.protocol === 'http:' ? requestHttp : requestHttps)(url, {
    method: 'POST',
    agent,
    headers: { 'Content-Type': 'text/xml; charset=utf-8', Accept: 'text/xml', ...headers, 'Content-Length': Buffer.byteLength(body) },
  });
  const deadline = setTimeout(() => sent.destroy(failed('ETIMEDOUT', `no answer within ${timeoutMs / 1000} seconds`)), timeoutMs);
  sent.once('socket', (socket) => {
    try {
      onSocket?.(socket);
      sent.end(body);
    } catch (error) {
      sent.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  sent.once('error', reject);
  sent.once('response', (answer) => {
    const done = (content: Buffer | 'too-large') => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: content });
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => {
      done('too-large');
      sent.destroy();
    };
    if (Number(answer.headers['content-length'] ?? 0) > maxBytes) return tooLarge();
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) tooLarge();
      else chunks.push(chunk);
    });
    answer.once('end', () => done(Buffer.concat(chunks)));
    answer.once('error', reject);
    answer.once('close', () => reject(failed('ECONNRESET', 'the connection was lost in the middle of an answer')));
  });
  return promise.finally(() => clearTimeout(deadline));
}

const failed = (code: string, message: string) => Object.assign(new Error(message), { code });
