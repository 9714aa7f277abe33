import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { listenOnLoopback } from '../../local/simulator/listen-on-loopback.ts';

type Answering = { key: string; cert: string };

/** A server that answers each request over HTTPS as `answer` does, and what it was asked. */
export async function anAnsweringServer(tls: Answering, answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const asked: { path: string; authorization: string | undefined; anchor: string | undefined }[] = [];
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    const anchor = request.headers['x-anchormailbox'];
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization, anchor: anchor?.toString() });
    // the answer to a request that is still being sent would be taken for a broken connection
    request.resume().once('end', () => answer(response, request));
  });
  const { port, stop } = await listenOnLoopback(server, 0);
  return { url: `https://localhost:${port}`, asked, stop };
}
