import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

/** What is sent: a GET without a body, a POST with one; `type` is its Content-Type. */
export type Sent = { headers: Record<string, string>; signal: AbortSignal; body?: { type: string; content: Uint8Array } };

/**
 * Sends a request over a connection that is kept alive; resolves with the response once its header
 * has arrived. Every mail needs one, and it costs a third of `fetch`. Redirects are not followed:
 * one would send the token to another server. The body must be read or destroyed.
 *
 * @throws an Error whose message is the code of the system or of OpenSSL, if there is one
 */
export function getAnswer(url: URL, { headers, signal, body }: Sent): Promise<IncomingMessage> {
  const isHttp = url.protocol === 'http:';
  const method = body ? 'POST' : 'GET';
  const described = body ? { ...headers, 'Content-Type': body.type, 'Content-Length': String(body.content.length) } : headers;
  return new Promise((resolve, reject) => {
    const options = { method, headers: described, signal, agent: isHttp ? agents.http : agents.https };
    const sent = (isHttp ? requestHttp : requestHttps)(url, options);
    sent.on('response', (answer) => {
      const status = answer.statusCode ?? 0;
      if (status < 300 || status >= 400) return resolve(answer);
      answer.destroy();
      reject(new Error('Redirected'));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => reject(signal.aborted || !error.code ? error : new Error(error.code)));
    sent.end(body?.content);
  });
}
