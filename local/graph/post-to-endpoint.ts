import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export type EndpointAnswer = { status: number; contentType: string; body: string };

/** What an endpoint may answer is a token or nothing; the rest is not read. */
const maxAnswerLength = 16 * 1024;
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** POSTs to a subscriber. Rejects when there is no whole answer before `signal` is aborted. */
export async function postToEndpoint(url: string, body: string, contentType: string, signal: AbortSignal): Promise<EndpointAnswer> {
  const isHttps = url.startsWith('https:');
  const content = Buffer.from(body);
  const headers = { 'content-type': contentType, 'content-length': content.length, 'user-agent': 'Microsoft-Graph-Simulator' };
  return new Promise((resolve, reject) => {
    const send = isHttps ? httpsRequest : httpRequest;
    const agent = isHttps ? agents['https:'] : agents['http:'];
    const outgoing = send(url, { method: 'POST', headers, agent, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        if (text.length < maxAnswerLength) text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, contentType: answer.headers['content-type'] ?? '', body: text }));
      answer.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(content);
  });
}
