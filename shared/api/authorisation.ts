import { z } from 'zod';
import type { Callback, FinishedAuthorisation } from '../domain/authorisation/callback.ts';
import { escapeHtml } from '../domain/text/escape-html.ts';
import { inWords } from '../domain/words/in-words.ts';
import { remark } from '../domain/words/remark.ts';

/** The answer to who wants to authorise a mailbox. */
export const StartedAuthorisation = z.object({
  url: z.url().describe('To be opened in the browser of the admin who asked for it, within ten minutes, once'),
  adminConsentUrl: z.url().nullable().describe('Where an administrator of the organisation consents for all of it; null at Google'),
  expiresAt: z.iso.datetime(),
  scopes: z.array(z.string()),
});

/**
 * The query of a callback (RFC 6749, 4.1.2; learn.microsoft.com/entra/identity-platform/
 * v2-admin-consent). The longest code that Entra gives has some 2,000 characters.
 */
const Query = z.object({
  state: z.string().max(300).nullable(),
  code: z.string().max(8000).nullable(),
  iss: z.string().max(500).nullable(),
  error: z.string().max(100).nullable(),
  error_description: z.string().max(8000).nullable(),
  admin_consent: z.string().max(10).nullable(),
  tenant: z.string().max(255).nullable(),
});

/** Reads a callback's query; null when it is none. Pure. */
export function parseCallback(query: { get(name: string): string | null }): Callback | null {
  const { data } = Query.safeParse(Object.fromEntries(Object.keys(Query.shape).map((name) => [name, query.get(name)])));
  if (!data) return null;
  const { state, code, iss, error, error_description: errorDescription, tenant } = data;
  const parameters = Object.entries({ state, code, iss }).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  );
  const adminConsent = data.admin_consent?.toLowerCase() === 'true';
  return { state, parameters: Object.fromEntries(parameters), error, errorDescription, adminConsent, tenant };
}

/** A callback that is none. */
export const unreadableCallback: FinishedAuthorisation = {
  kind: 'refused',
  mailboxId: null,
  problem: remark('sign-in-refused', { reason: remark('sign-in-unknown'), remedy: remark('start-again') }),
};

/**
 * Nothing on the page may load, run, post or be framed, and the address with the code goes nowhere.
 */
const headers = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/**
 * The answer to a callback: a page for people, JSON for programs (`accept`). It holds no secret and
 * no part of the query. Pure.
 */
export function callbackAnswer(finished: FinishedAuthorisation, accept: string | null) {
  const status = finished.kind === 'refused' ? 400 : 200;
  const told = toWords(finished);
  return answer(status, { outcome: finished.kind, mailboxId: finished.mailboxId, ...told }, accept);
}

/** The answer to somebody who is not signed in as an admin. Pure. */
export const callbackRefusal = (status: number, detail: string, accept: string | null) =>
  answer(status, { outcome: 'refused', mailboxId: null, title: 'The mailbox was not authorised', detail }, accept);

type Told = { outcome: string; mailboxId: string | null; title: string; detail: string };

function answer(status: number, told: Told, accept: string | null) {
  const wantsJson = accept?.includes('application/json') && !accept.includes('text/html');
  return wantsJson
    ? { status, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(told) }
    : { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' }, body: page(told) };
}

const page = ({ title, detail }: Told): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1><p>${escapeHtml(detail)}</p></html>`;

function toWords(finished: FinishedAuthorisation): Pick<Told, 'title' | 'detail'> {
  if (finished.kind === 'refused') return { title: 'The mailbox was not authorised', detail: inWords(finished.problem) };
  if (finished.kind === 'consent')
    return { title: 'Consent of the organisation', detail: `${inWords(finished.said)}. ${inWords(remark('then-authorise'))}.` };
  const { address, account, isOwn, problem } = finished;
  const who = isOwn
    ? `${account} signed in.`
    : `${account} signed in, who has full access to it. New mails are fetched by asking every minute: Microsoft announces none to another account.`;
  const test =
    problem === null ? 'This window can be closed.' : `The authorisation is kept, but the first look into the mailbox failed: ${problem}`;
  return { title: `The mailbox ${address} is authorised`, detail: `${who} ${test}` };
}
