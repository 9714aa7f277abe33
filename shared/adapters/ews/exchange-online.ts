/**
 * Where Exchange Online answers, in all its clouds
 * (learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges).
 */
const hosts = /(?:^|\.)(?:office365\.com|office\.com|office365\.us|outlook\.com|partner\.outlook\.cn|office\.de)$/i;

/** Whether a host is Exchange Online's, where EWS is closed. */
export const isExchangeOnline = (host: string): boolean => hosts.test(host.replace(/\.$/, ''));

/** What to do instead, for the admin. */
export const exchangeOnlineHint =
  'Exchange Online closed EWS in October 2026. Connect the mailbox as a Microsoft 365 mailbox instead (kind "graph")';
