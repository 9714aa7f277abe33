/** Why a mail was returned: a closed list. Only user-unknown, host-unknown and has-moved say that the address is dead. */
export type BounceReason =
  | 'user-unknown'
  | 'host-unknown'
  | 'has-moved'
  | 'mailbox-full'
  | 'policy'
  | 'blocked'
  | 'authentication-failure'
  | 'spam'
  | 'too-large'
  | 'expired'
  | 'network'
  | 'system'
  | 'other';

/** One recipient of a delivery status notification: status as RFC 3463 writes it ("5.1.1"), SMTP code, reason, hard = the address is dead. */
export type BouncedRecipient = {
  address: string;
  status: string | null;
  smtpCode: number | null;
  reason: BounceReason;
  hard: boolean;
  diagnostic: string | null;
};

/** What a bounce reports, and the Message-ID (with brackets) of the mail that it returns. */
export type BounceReport = { recipients: BouncedRecipient[]; originalMessageId: string | null };
