import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

/**
 * Sends a GET over a connection that is kept; resolves with the answer once its header is there. It
 * costs a third of what `fetch` does, and this is the one request that each mail costs. A redirect
 * is not followed: it would take the token to wherever it leads. The body must be read or
 * destroyed.
 *
 * @throws an Error whose message is the code of the system or of OpenSSL, where there is one
 */
export function getAnswer(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
  const isHttp = url.protocol === 'http:';
  return new Promise((resolve, reject) => {
    const sent = (isHttp ? requestHttp : requestHttps)(url, { headers, signal, agent: isHttp ? agents.http : agents.https });
    sent.on('response', (answer) => {
      const status = answer.statusCode ?? 0;
      if (status < 300 || status >= 400) return resolve(answer);
      answer.destroy();
      reject(new Error('Redirected'));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => reject(signal.aborted || !error.code ? error : new Error(error.code)));
    sent.end();
  });
}
