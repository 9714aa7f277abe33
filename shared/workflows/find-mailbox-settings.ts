import {
  domainOf,
  type FoundServer,
  type FoundSettings,
  isKnownAddress,
  proposeSettings,
  type SettingsProposal,
} from '../domain/mailboxes/propose-settings.ts';

export type FindSettingsDeps = {
  mailExchangers(domain: string): Promise<string[]>;
  imapServers(domain: string, user: string): Promise<FoundServer[]>;
  autoconfig(address: string): Promise<FoundServer[]>;
};

const nothing: FoundSettings = { mx: [], autoconfig: [], srv: [] };

/**
 * How the mailbox of an address may be read, for the admin to choose from. Name servers and the
 * address's own domain are asked, where the address doesn't tell by itself; none of the servers
 * that are proposed is.
 */
export async function findMailboxSettings(deps: FindSettingsDeps, address: string): Promise<SettingsProposal[]> {
  if (isKnownAddress(address)) return proposeSettings(address, nothing);
  const domain = domainOf(address);
  const [mx, srv, autoconfig] = await Promise.all([
    deps.mailExchangers(domain),
    deps.imapServers(domain, address),
    deps.autoconfig(address),
  ]);
  return proposeSettings(address, { mx, srv, autoconfig });
}
