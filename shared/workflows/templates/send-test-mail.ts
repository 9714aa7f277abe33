import { ProblemError } from '../../api/problem.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import type { SentTest, TemplateTest } from '../../api/template-preview.ts';
import { operationIdFor } from '../../domain/ids.ts';
import { type OutgoingMail, oneLine } from '../../domain/mail/outgoing-mail.ts';
import { logosIn } from '../../domain/templates/render-signature.ts';
import { inWords } from '../../domain/words/in-words.ts';
import { MailSenderError } from '../../errors.ts';
import type { SendResult } from '../../ports/mail-sender.ts';
import { type PreviewDeps, previewTemplate } from './preview-template.ts';

/** What a test mail reads, and what sends it. */
export type TestMailDeps = PreviewDeps & {
  senderAddress: string;
  /** People of the house, in lower case: a test goes to nobody else. */
  ownPeople(): Promise<ReadonlySet<string>>;
  /** Counts a test mail; how long (ms) until the next may go if this one may not. */
  count(): number | null;
  send(mail: OutgoingMail): Promise<SendResult>;
};

/**
 * Sends the mail that a template makes to somebody of the house. It stands in no thread, and nobody
 * answers it into a ticket. `by`: the address of who asks; null where it is not known.
 *
 * @throws ProblemError as a preview; 422 for an address that is nobody's of the house, 409 when
 * there were too many or the channel does not take it.
 */
export async function sendTestMail(
  deps: TestMailDeps,
  row: SettingRow,
  { to, ...asked }: TemplateTest & { id: string; by: string | null },
): Promise<SentTest> {
  const address = to ?? asked.by;
  if (address === null) throw new ProblemError(422, 'to: name an address: your account has none');
  if (address !== asked.by && !(await deps.ownPeople()).has(address))
    throw new ProblemError(422, 'to: must be your own address, that of a technician, or one for alerts (alertAddresses of the policy)');
  const mail = await previewTemplate(deps, row, asked);
  const waitMs = deps.count();
  if (waitMs !== null) throw new ProblemError(409, `There were many test mails; try again in ${Math.ceil(waitMs / 60_000)} minutes`);
  const { html, files } = logosIn(mail.html, (await deps.textsFor('')).signatures);
  const result = await sent(deps, testMail({ ...mail, html, attachments: files }, address, deps, asked.id));
  if (result !== null) throw new ProblemError(409, `to: the mail could not be sent: ${result}`);
  return { ...mail, to: address };
}

/** Null when it was sent, else what the channel said. */
async function sent({ send }: TestMailDeps, mail: OutgoingMail): Promise<string | null> {
  try {
    const result = await send(mail);
    return result.kind === 'accepted' ? null : inWords(result.reason).slice(0, 300);
  } catch (error) {
    if (error instanceof MailSenderError) return error.message.slice(0, 300);
    throw error;
  }
}

function testMail(
  { subject, html, text, attachments }: Pick<OutgoingMail, 'subject' | 'html' | 'text' | 'attachments'>,
  to: string,
  { senderAddress, now }: TestMailDeps,
  id: string,
): OutgoingMail {
  const operationId = operationIdFor(`template-test ${id} ${to} ${now().toISOString()}`);
  const from = { address: senderAddress, name: null };
  return {
    operationId,
    messageId: `<${operationId}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1)}>`,
    inReplyTo: null,
    references: [],
    from,
    to: { address: to, name: null },
    replyTo: from,
    subject: oneLine(subject),
    html,
    text,
    attachments,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}
