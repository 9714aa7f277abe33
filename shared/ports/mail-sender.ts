import type { OutgoingMail } from '../domain/mail/outgoing-mail.ts';

/**
 * What the channel said: taken over, or refused for good with its reason. What may pass
 * (throttling, outages) is thrown as MailSenderError. `finalMessageId`: the Message-ID under which
 * it went, where the channel tells that it is another than ours.
 */
export type SendResult = { kind: 'accepted'; finalMessageId?: string } | { kind: 'refused'; reason: string };

/**
 * How mail leaves. A second `send` with the same operation id is `accepted`, and no second mail
 * leaves. Implementations: acs.
 */
export type MailSender = { send(mail: OutgoingMail): Promise<SendResult> };
