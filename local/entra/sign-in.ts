import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import type { NextSignIns } from './next-sign-ins.ts';
import { signInPage } from './sign-in-page.ts';

const Asked = z.object({
  client_id: z.string(),
  scope: z.string().default(''),
  resource: z.string().optional(),
  login_hint: z.string().optional(),
});

/**
 * The sign-in. A browser gets a page to choose an account at and to consent or decline; a program
 * is signed in at once as whom `login_hint` names, with consent to all that was asked for. What
 * `next` says comes first. Never rejects: an expired sign-in answers 400.
 */
export async function signIn(
  provider: Provider,
  { request, response, query, next }: { request: IncomingMessage; response: ServerResponse; query: URLSearchParams; next: NextSignIns },
): Promise<void> {
  try {
    const { params } = await provider.interactionDetails(request, response);
    const asked = Asked.parse(params);
    const isPerson = (request.headers.accept ?? '').includes('text/html');
    const told = isPerson && !query.has('decision') ? null : next.take();
    const upn = (told?.account ?? query.get('login_hint') ?? asked.login_hint ?? '').trim().toLowerCase();
    const refusal = told?.refusal ?? (query.get('decision') === 'decline' ? declined : null);
    if (refusal) {
      await provider.interactionFinished(request, response, refusal);
      return;
    }
    const isAddress = /^[^\s@<>"]+@[^\s@<>"]+$/.test(upn);
    if (!isAddress || (isPerson && !query.has('decision'))) {
      answerHtml(response, 200, signInPage(isAddress ? upn : '', asked.scope));
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

const declined = { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent to access the app.' };

function answerHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(html);
}
