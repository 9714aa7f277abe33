/** A mailbox that signs in by a token of the app's own identity, and where. */
type Reached = { host?: string; url?: string | null; login?: { method: string; scope?: string } | null | undefined };

/** The hosts of Exchange Online in one cloud are one resource of Entra, whichever a scope names. */
const exchangeOnline = [/^outlook\.office(?:365)?\.com$/, /^outlook\.office365\.us$/, /^partner\.outlook\.cn$/];

/**
 * Why a token of the app's own identity may not be used as is wanted, as "field: reason"; null: it
 * may, or none is. It goes only to the server that it is for: to any other it would give all that
 * the app itself may do, such as reading secrets. Pure.
 */
export function ownTokenProblem({ host, url, login }: Reached): string | null {
  if (login?.method !== 'managed-identity') return null;
  const server = host?.toLowerCase() ?? URL.parse(url ?? '')?.hostname;
  if (server === undefined) return 'url: is needed, since a token of the app itself goes to one server alone';
  const { protocol, hostname } = URL.parse(login.scope ?? '') ?? {};
  const isSame = hostname === server || exchangeOnline.some((names) => names.test(hostname ?? '') && names.test(server));
  return protocol === 'https:' && isSame
    ? null
    : `login.scope: must be of the server that gets the token, such as https://${server}/.default`;
}
