type Reached = { kind: string; address: string; host?: string; url?: string | null };

/**
 * The server that gets the secret of a mailbox, by its kind; that of Autodiscover depends on the
 * address. Pure.
 */
export const secretServerOf = (mailbox: Reached): string =>
  `${mailbox.kind} ${(mailbox.host ?? URL.parse(mailbox.url ?? '')?.hostname ?? mailbox.address).toLowerCase()}`;
