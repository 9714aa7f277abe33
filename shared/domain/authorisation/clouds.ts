/** Where one of Microsoft's clouds has what this app talks to. */
export type Cloud = {
  /** Microsoft Graph; its origin is also the resource that tokens are for. */
  graph: string;
  /** Entra, where people sign in and tokens are given. */
  authority: string;
  /** The resource of IMAP in Exchange Online. */
  outlook: string;
  /** The audience of a managed identity's token that stands in for an app's secret. */
  assertionAudience: string;
};

const worldwide: Cloud = {
  graph: 'https://graph.microsoft.com',
  authority: 'https://login.microsoftonline.com',
  outlook: 'https://outlook.office.com',
  assertionAudience: 'api://AzureADTokenExchange',
};
const usGovernment: Cloud = {
  graph: 'https://graph.microsoft.us',
  authority: 'https://login.microsoftonline.us',
  outlook: 'https://outlook.office365.us',
  assertionAudience: 'api://AzureADTokenExchangeUSGov',
};

/**
 * The clouds by the host of their Graph (learn.microsoft.com/graph/deployments,
 * entra/identity-platform/authentication-national-cloud, entra/workload-id).
 */
const byGraphHost: Readonly<Record<string, Cloud>> = {
  'graph.microsoft.us': usGovernment,
  'dod-graph.microsoft.us': { ...usGovernment, graph: 'https://dod-graph.microsoft.us', outlook: 'https://outlook-dod.office365.us' },
  'microsoftgraph.chinacloudapi.cn': {
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.partner.microsoftonline.cn',
    outlook: 'https://partner.outlook.cn',
    assertionAudience: 'api://AzureADTokenExchangeChina',
  },
};

/** The cloud that a Graph belongs to; one that is none of Microsoft's is the public one. Pure. */
export const cloudOf = (graphUrl: string): Cloud => byGraphHost[new URL(graphUrl).hostname] ?? worldwide;
