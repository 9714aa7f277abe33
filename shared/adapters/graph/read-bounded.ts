/** The body of an answer; `too-large`, and the rest is not read, beyond `limit` bytes. */
export async function readBounded(answer: Response, limit: number): Promise<Uint8Array | 'too-large'> {
  const chunks: Uint8Array[] = [];
  let size = Number(answer.headers.get('content-length') ?? 0);
  if (size > limit) {
    await answer.body?.cancel();
    return 'too-large';
  }
  size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    // leaving the loop cancels the body
    if (size > limit) return 'too-large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
