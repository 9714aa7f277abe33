import { type MailHint, type MailProvider, mailHints, providerOfDomain, providerOfMx } from './mail-providers.ts';

/** A server of mail that was found for an address, with TLS from the first byte or by STARTTLS. */
export type FoundServer = { host: string; port: number; security: 'tls' | 'starttls'; user: string };

/**
 * What was found about an address: the names of its domain's mail exchangers, what its domain
 * publishes for programs (autoconfiguration), and where its name servers say that IMAP is (RFC
 * 6186), the best first.
 */
export type FoundSettings = { mx: readonly string[]; autoconfig: readonly FoundServer[]; srv: readonly FoundServer[] };

/**
 * Settings that an admin may take over. `source`: the address is one of a provider that is known
 * (`preset`), its mail goes to one (`mx`), its domain says so over HTTPS (`autoconfig`), or its
 * name servers do (`srv`), whose answers nobody signs. `hint`: what has to be known or done before.
 */
export type SettingsProposal = {
  provider: 'graph' | 'imap';
  user: string;
  source: 'preset' | 'mx' | 'autoconfig' | 'srv';
  hint: string | null;
} & {
  host: string | null;
  port: number | null;
  security: 'tls' | 'starttls' | null;
};

/** The most that anybody chooses from. */
const maxProposals = 10;

/** Whether nothing has to be looked up: the address says itself where it is read. Pure. */
export const isKnownAddress = (address: string): boolean => providerOfDomain(domainOf(address)) !== null;

/** The proposals for an address, the most trustworthy first, each once. Pure. */
export function proposeSettings(address: string, { mx, autoconfig, srv }: FoundSettings): SettingsProposal[] {
  const found = [
    ...ofProvider(address, providerOfDomain(domainOf(address)), 'preset'),
    ...ofProvider(address, providerOfMx(mx), 'mx'),
    ...autoconfig.map((server) => ofServer(address, server, 'autoconfig')),
    ...srv.map((server) => ofServer(address, server, 'srv')),
  ];
  const first = new Map(found.toReversed().map((proposal) => [keyOf(proposal), proposal]));
  return found.filter((proposal) => first.get(keyOf(proposal)) === proposal).slice(0, maxProposals);
}

/** The domain of an address, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const keyOf = ({ provider, host, port, user }: SettingsProposal) => JSON.stringify([provider, host, port, user]);

function ofProvider(address: string, provider: MailProvider | null, source: 'preset' | 'mx'): SettingsProposal[] {
  if (!provider) return [];
  const hint = inWords(provider.hints);
  return provider.user.map((form) => {
    const user = form === 'address' ? address : address.slice(0, address.lastIndexOf('@'));
    return provider.host === null
      ? { provider: 'graph', host: null, port: null, security: null, user, source, hint }
      : { provider: 'imap', host: provider.host, port: 993, security: 'tls', user, source, hint };
  });
}

function ofServer(address: string, server: FoundServer, source: 'autoconfig' | 'srv'): SettingsProposal {
  const isWithin = `.${server.host}`.endsWith(`.${domainOf(address)}`);
  return { provider: 'imap', ...server, source, hint: isWithin ? null : inWords(['check-host']) };
}

const inWords = (hints: readonly MailHint[]): string | null => hints.map((hint) => mailHints[hint]).join(' ') || null;
