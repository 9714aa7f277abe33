import type { OutgoingMail } from '../domain/mail/outgoing-mail.ts';
import type { ConnectionTest } from '../domain/mailboxes/connection-test.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { MailboxJob, PollRef } from '../domain/queue-items.ts';
import type { SendResult } from '../ports/mail-sender.ts';
import type { MailSource } from '../ports/mail-source.ts';

/** A server that is looked at before anybody signs in. */
export type TestedServer = { host: string; port: number; tls: 'implicit' | 'starttls' | 'none'; caCertificate: string | null };

/** What the steps of a test do. All that fails, but a refused mail, is thrown with its code. */
export type StepDeps = {
  now(): Date;
  /** How many addresses the server's name has; at least one. */
  countAddresses(server: TestedServer): Promise<number>;
  openPort(server: TestedServer, signal: AbortSignal): Promise<void>;
  agreeOnTls(server: TestedServer & { tls: 'implicit' | 'starttls' }, signal: AbortSignal): Promise<{ names: string; until: Date }>;
  openSource(mailbox: Mailbox): Promise<MailSource>;
  /** Where Microsoft Graph sends its notifications. */
  webhookUrl: string;
  callWebhook(token: string): Promise<{ status: number; body: string }>;
  senderAddress(mailbox: Mailbox): string;
  send(mailbox: Mailbox, mail: OutgoingMail): Promise<SendResult>;
  /** Signs in at the server that mail leaves by, where that is one, and sends nothing. */
  signInToSend(mailbox: Mailbox): Promise<SendResult>;
  /** 160 random bits in 32 letters and digits. */
  randomSecret(): string;
};

/** What runs a test reads and writes. */
export type ConnectionTestDeps = StepDeps & {
  readTest(testId: string): Promise<ConnectionTest | null>;
  changeTest(testId: string, change: (test: ConnectionTest) => ConnectionTest | null): Promise<ConnectionTest | null>;
  /** A saved mailbox as it is now; null: it is not connected any more. */
  mailboxOf(mailboxId: string): Promise<Mailbox | null>;
  setPlusAddressing(mailboxId: string, plusAddressing: boolean): Promise<void>;
  removeSecret(name: string): Promise<void>;
  enqueueJob(job: MailboxJob, afterMs: number): Promise<void>;
  enqueuePoll(ref: PollRef): Promise<void>;
};
