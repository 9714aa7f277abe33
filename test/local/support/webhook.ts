import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { listenOnLoopback } from '../../../local/simulator/listen-on-loopback.ts';

const Notification = z.looseObject({
  subscriptionId: z.string(),
  clientState: z.string().nullable(),
  tenantId: z.string(),
  subscriptionExpirationDateTime: z.string(),
  changeType: z.string().optional(),
  lifecycleEvent: z.string().optional(),
  resource: z.string().optional(),
  resourceData: z.looseObject({ id: z.string() }).optional(),
});
export type Notification = z.infer<typeof Notification>;
/** What the endpoint does with a handshake (`token`, decoded) or with notifications. */
export type Behaviour = (response: ServerResponse, token: string | null) => void;

export type Webhook = {
  url: string;
  /** each POST with its notifications, in order */
  posts: Notification[][];
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
};

/** Answers as the app has to: the token to a handshake, 202 to notifications. */
export const wellBehaved: Behaviour = (response, token) => {
  if (token === null) response.writeHead(202).end();
  else response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
};

/** An endpoint for change notifications on loopback. */
export async function startWebhook(): Promise<Webhook> {
  const posts: Notification[][] = [];
  let behaviour = wellBehaved;
  const server = createServer(async (request: IncomingMessage, response) => {
    const token = new URL(request.url ?? '/', 'http://localhost').searchParams.get('validationToken');
    const body = await text(request);
    if (token === null) posts.push(z.object({ value: z.array(Notification) }).parse(JSON.parse(body)).value);
    behaviour(response, token);
  });
  const { port, stop } = await listenOnLoopback(server, 0);
  return {
    url: `http://127.0.0.1:${port}/api/graph/notifications?code=a%2Bb`,
    posts,
    behave(wanted) {
      behaviour = wanted;
    },
    stop,
  };
}
