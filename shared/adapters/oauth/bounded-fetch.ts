/** A token endpoint answers some kilobytes; more is an attempt on the memory of the process. */
const maxAnswerBytes = 256 * 1024;

/**
 * `fetch` for answers of OAuth servers: it follows no redirect, which would carry secrets to
 * another server, and reads no more than 256 KB. Throws a TypeError beyond that, as for a
 * connection that breaks.
 */
export async function boundedFetch(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, { ...init, redirect: 'manual' });
  const body = await readBounded(answer);
  return new Response([101, 204, 205, 304].includes(answer.status) ? null : body, {
    status: answer.status === 0 ? 502 : answer.status,
    headers: answer.headers,
  });
}

async function readBounded({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > maxAnswerBytes) throw new TypeError('The answer is too large');
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
