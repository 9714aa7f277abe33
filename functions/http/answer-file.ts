import type { HttpResponseInit } from '@azure/functions';
import { limitConcurrency } from '../../shared/limit-concurrency.ts';
import { fileTurns } from './file-turns.ts';

/**
 * The runtime holds an answer as a whole before it leaves, whatever its body is. (With
 * `enableHttpStream` an answer leaves before the output bindings are written: Graph would be told
 * 202 for what is in no queue yet.) So files are read in turn.
 */
const files = fileTurns((ms) => new Promise((resolve) => setTimeout(resolve, ms)));

/**
 * An answer with a file of so many bytes: they are read when it is its turn. Whatever `answer`
 * throws is thrown on.
 */
export const answerFile = (bytes: number, answer: () => Promise<HttpResponseInit>): Promise<HttpResponseInit> =>
  files(bytes, async () => {
    const { body, ...rest } = await answer();
    return { ...rest, body: body instanceof ReadableStream ? Buffer.from(await new Response(body).arrayBuffer()) : (body ?? null) };
  });

/**
 * So many tickets are put together at a time: each takes a few megabytes meanwhile, and whoever
 * asks for twenty at once has them one after the other.
 */
const readers = limitConcurrency(4);

/** An answer that is put together in turn. Whatever `answer` throws is thrown on. */
export const readingInTurn = (answer: () => Promise<HttpResponseInit>): Promise<HttpResponseInit> => readers('tickets', answer);
