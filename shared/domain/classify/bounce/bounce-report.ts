/**
 * Why a mail was returned: a closed list, with one reason for each way to react. Only user-unknown,
 * host-unknown and has-moved say that the address is dead. `policy` refuses this mail or its
 * sender, `blocked` refuses the sending system; `detail` says more.
 */
export type BounceReason =
  | 'user-unknown'
  | 'host-unknown'
  | 'has-moved'
  | 'mailbox-full'
  | 'suspended'
  | 'policy'
  | 'blocked'
  | 'too-large'
  | 'expired'
  | 'network'
  | 'system'
  | 'other';

/**
 * What a refusal was about, if the report says so: our authentication, spam or a virus, the
 * sender's address, relaying, the rate, the content …
 */
export type BounceDetail =
  | 'authentication-failure'
  | 'spam'
  | 'virus'
  | 'sender-rejected'
  | 'relaying-denied'
  | 'restricted'
  | 'filtered'
  | 'content'
  | 'reputation'
  | 'reverse-dns'
  | 'rate-limited'
  | 'greylisted';

/** RFC 3464 2.3.3: what the reporting system did. A delayed mail is still being tried. */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/**
 * One recipient of a delivery status notification: status as RFC 3463 writes it ("5.1.1"), SMTP
 * code, reason; hard = the address is dead. `diagnostic` is what the other system said, at most
 * 1,000 characters.
 */
export type BouncedRecipient = {
  address: string;
  action: DeliveryAction;
  status: string | null;
  smtpCode: number | null;
  reason: BounceReason;
  detail: BounceDetail | null;
  hard: boolean;
  diagnostic: string | null;
};

/** What a bounce reports, and the Message-ID (with brackets) of the mail that it returns. */
export type BounceReport = { recipients: BouncedRecipient[]; originalMessageId: string | null };
