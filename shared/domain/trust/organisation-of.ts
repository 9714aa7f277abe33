/**
 * The registered domain of a host, as well as it can be found without a list of public suffixes:
 * fabrikam.example, fabrikam.co.uk. Pure.
 */
export function organisationOf(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  const isCountry = labels.at(-1)?.length === 2 && /^(?:co|com|net|org|gov|ac|edu|or|ne)$/.test(labels.at(-2) ?? '');
  return labels.slice(isCountry ? -3 : -2).join('.');
}
