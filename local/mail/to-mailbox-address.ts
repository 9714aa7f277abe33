/**
 * The mailbox that an address belongs to: lower case, without the tag after a plus sign (RFC 5233),
 * as Exchange and most servers read it. `Support+abc123@Contoso.example` gives
 * `support@contoso.example`. What is no address is only lower-cased.
 */
export function toMailboxAddress(address: string): string {
  const lower = address.trim().toLowerCase();
  const at = lower.lastIndexOf('@');
  if (at < 1) return lower;
  const local = lower.slice(0, at);
  const plus = local.indexOf('+');
  return plus > 0 ? local.slice(0, plus) + lower.slice(at) : lower;
}
