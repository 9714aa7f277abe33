const timeoutMs = 10_000;
const maxBytes = 4096;

/**
 * Calls the app at its own public address as Microsoft Graph does in its handshake: it follows no
 * redirect either.
 *
 * @throws an Error with the code of the system, of Node or of OpenSSL
 */
export async function callWebhook(notificationUrl: string, validationToken: string): Promise<{ status: number; body: string }> {
  const url = new URL(notificationUrl);
  url.searchParams.set('validationToken', validationToken);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: '',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.status, body: (await answer.text()).slice(0, maxBytes) };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'ETIMEDOUT';
    throw Object.assign(new Error(code), { code });
  }
}
