import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';

const Asked = z.object({
  client_id: z.string(),
  scope: z.string().default(''),
  resource: z.string().optional(),
  login_hint: z.string().optional(),
});

/**
 * The sign-in page without a page: whoever is named by `login_hint` is signed in and has consented
 * to everything that was asked for. Without a login_hint a form asks for the address. Never
 * rejects: an expired sign-in answers 400.
 */
export async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse, hint: string | null): Promise<void> {
  try {
    const { params } = await provider.interactionDetails(request, response);
    const asked = Asked.parse(params);
    const upn = (hint ?? asked.login_hint ?? '').trim().toLowerCase();
    if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(upn)) {
      answerHtml(response, 200, form);
      return;
    }
    const grant = new provider.Grant({ accountId: upn, clientId: asked.client_id });
    grant.addOIDCScope('openid profile email offline_access');
    if (asked.resource) grant.addResourceScope(asked.resource, asked.scope);
    const grantId = await grant.save();
    await provider.interactionFinished(request, response, { login: { accountId: upn }, consent: { grantId } });
  } catch (error) {
    answerHtml(response, 400, '<p>This sign-in has expired or was used already. Start it again from the app.</p>');
    if (!(error instanceof Error && error.name === 'SessionNotFound')) console.error('sign-in:', error);
  }
}

const form = `<!doctype html><title>Sign in (local)</title><form><label>Address of the mailbox to sign in with
<input name="login_hint" type="email" required autofocus></label> <button>Sign in</button></form>`;

function answerHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(html);
}
