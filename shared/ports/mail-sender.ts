/** A mail to be sent. Header names as RFC 5322 spells them; the sender's own address is the channel's business. */
export type OutgoingMail = {
  /** A UUID, the same for each try: a channel that knows it sends once. */
  operationId: string;
  to: { address: string; name: string | null };
  replyTo: { address: string; name: string | null };
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
};

/** What the channel said: taken over, or refused for good with its reason. What may pass (throttling, outages) is thrown as MailSenderError. */
export type SendResult = { kind: 'accepted' } | { kind: 'refused'; reason: string };

/** How mail leaves. Implementations: acs. */
export type MailSender = { send(mail: OutgoingMail): Promise<SendResult> };
