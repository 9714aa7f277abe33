import type { RenderedMail } from '../domain/notifications/render-notification.ts';

/**
 * A mail to be sent; the sender's own address is the channel's business. `operationId` is the same
 * for each try: a channel that knows it sends once.
 */
export type OutgoingMail = Omit<RenderedMail, 'messageId'>;

/**
 * What the channel said: taken over, or refused for good with its reason. What may pass
 * (throttling, outages) is thrown as MailSenderError.
 */
export type SendResult = { kind: 'accepted' } | { kind: 'refused'; reason: string };

/** How mail leaves. Implementations: acs. */
export type MailSender = { send(mail: OutgoingMail): Promise<SendResult> };
