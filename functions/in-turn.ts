import type { HttpResponseInit } from '@azure/functions';
import { takeTurns } from '../shared/domain/take-turns.ts';

/**
 * The runtime holds an answer as a whole before it leaves, whatever its body is. (With `enableHttpStream` an answer leaves before the output
 * bindings are written: Graph would be told 202 for what is in no queue yet.) So the files of so many answers are read at a time; the others wait.
 */
const turns = takeTurns(4);

/** An answer with a file: its bytes are read in turn. Whatever `answer` throws is thrown on. */
export const inTurn = (answer: () => Promise<HttpResponseInit>): Promise<HttpResponseInit> =>
  turns('files', async () => {
    const { body, ...rest } = await answer();
    return { ...rest, body: body instanceof ReadableStream ? Buffer.from(await new Response(body).arrayBuffer()) : (body ?? null) };
  });
