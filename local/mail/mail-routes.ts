import { toMailboxAddress } from './to-mailbox-address.ts';

/** Puts a raw mail into one mailbox; resolves when it is stored there. */
export type Deliver = (raw: Buffer) => Promise<unknown>;

export interface MailRoutes {
  isLocal(address: string): boolean;
  /**
   * Delivers to each local mailbox among the recipients once, and resolves with those mailboxes;
   * other recipients are left out.
   */
  deliver(raw: Buffer, recipients: readonly string[]): Promise<string[]>;
}

/**
 * Which mailbox takes the mail for which address. Keys of `mailboxes` are plain addresses;
 * plus-addresses reach the same mailbox.
 */
export function toMailRoutes(mailboxes: Readonly<Record<string, Deliver>>): MailRoutes {
  const byAddress = new Map(Object.entries(mailboxes).map(([address, deliver]) => [toMailboxAddress(address), deliver]));
  return {
    isLocal: (address) => byAddress.has(toMailboxAddress(address)),
    async deliver(raw, recipients) {
      const targets = [...new Set(recipients.map(toMailboxAddress))].filter((address) => byAddress.has(address));
      for (const target of targets) await byAddress.get(target)?.(raw);
      return targets;
    },
  };
}
