import type { HttpResponseInit } from '@azure/functions';
import { limitConcurrency } from '../../shared/limit-concurrency.ts';
import { fileTurns } from './file-turns.ts';

/**
 * The runtime holds a whole response in memory before it is sent, whatever its body is, so files
 * are read in turn. (With `enableHttpStream` a response is sent before the output bindings are
 * written: Graph would get 202 for items that are not in a queue yet.)
 */
const files = fileTurns((ms) => new Promise((resolve) => setTimeout(resolve, ms)));

/**
 * A response with a file of `bytes` bytes, which is read when its turn comes. Errors of `answer`
 * are passed on.
 */
export const answerFile = (bytes: number, answer: () => Promise<HttpResponseInit>): Promise<HttpResponseInit> =>
  files(bytes, async () => {
    const { body, ...rest } = await answer();
    return { ...rest, body: body instanceof ReadableStream ? Buffer.from(await new Response(body).arrayBuffer()) : (body ?? null) };
  });

/**
 * At most four tickets are assembled at a time: each takes a few megabytes meanwhile, and a caller
 * who asks for twenty at once waits.
 */
const readers = limitConcurrency(4);

/** A response that is assembled when its turn comes. Errors of `answer` are passed on. */
export const readingInTurn = (answer: () => Promise<HttpResponseInit>): Promise<HttpResponseInit> => readers('tickets', answer);
