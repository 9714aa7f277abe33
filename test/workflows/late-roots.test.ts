import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInWords } from '../../shared/domain/words/in-words.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * The first mail of a conversation comes after its answers: greylisting held it up, and a colleague
 * was faster.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest } = aMailFlow(() => deployment);

const dora = 'dora@fabrikam.example';
const carl = 'carl@fabrikam.example';
const mail = (from: string, messageId: string, references: string[], text: string) =>
  aMail({ from, messageId, text, ...(references.length > 0 ? { inReplyTo: references.at(-1), references } : {}) });
const checksOf = ({ trace }: Awaited<ReturnType<typeof ingest>>) =>
  trace.checks.map((check) => checkInWords(check)).map(({ check, verdict }) => `${check}: ${verdict}`);

test('it joins the ticket of its own answer, and the trace says by what', async () => {
  const root = unique();
  const answer = await ingest(mail(dora, unique(), [root], 'second'));
  const late = await ingest(mail(dora, root, [], 'first'));
  expect(late.trace).toMatchObject({ outcome: 'reply', ticketNumber: answer.trace.ticketNumber });
  const said = `answers that came before: ${answer.trace.ticketNumber} joins: the sender takes part, though nobody vouched for them`;
  expect(checksOf(late)).toContain(said);
});

test('when somebody else answered first, it joins the ticket in which its author wrote of it, and no third one opens', async () => {
  const [a, b, c, d] = [unique(), unique(), unique(), unique()];
  const ofCarl = await ingest(mail(carl, b, [a], 'B'));
  const ofDora = await ingest(mail(dora, c, [a, b], 'C'));
  expect(ofDora.trace.outcome).toBe('ticket');
  const late = await ingest(mail(dora, a, [], 'A'));
  expect(late.trace).toMatchObject({ outcome: 'reply', ticketNumber: ofDora.trace.ticketNumber });
  expect(checksOf(late)).toEqual(
    expect.arrayContaining([
      `answers that came before: ${ofCarl.trace.ticketNumber} stays-out: the sender does not take part in it`,
      `quoted by: ${ofDora.trace.ticketNumber} joins: the sender takes part, though nobody vouched for them`,
    ]),
  );
  const next = await ingest(mail(dora, d, [a, b, c], 'D'));
  expect(next.trace).toMatchObject({ outcome: 'reply', ticketNumber: ofDora.trace.ticketNumber });
  expect((await ingest(mail(dora, a, [], 'A'))).trace.outcome).toBe('duplicate');
});

test('without one it gets a ticket of its own that is linked to the other, and the trace names it', async () => {
  const root = unique();
  const ofCarl = await ingest(mail(carl, unique(), [root], 'B'));
  const late = await ingest(mail(dora, root, [], 'A'));
  expect(late.trace.outcome).toBe('ticket');
  expect((await deployment.browse.ticket(late.trace.ticketNumber ?? ''))?.links).toMatchObject([{ number: ofCarl.trace.ticketNumber }]);
  expect(checksOf(late)).toContain(`answers that came before: ${ofCarl.trace.ticketNumber} stays-out: the sender does not take part in it`);
});

test('a stranger who quotes the mail of somebody else does not get it', async () => {
  const root = unique();
  await ingest(mail('mallory@evil.example', unique(), [root], 'mine'));
  const squatted = await ingest(mail('mallory@evil.example', unique(), [unique(), root], 'mine too'));
  const late = await ingest(mail(dora, root, [], 'A'));
  expect(late.trace.outcome).toBe('ticket');
  expect(late.trace.ticketNumber).not.toBe(squatted.trace.ticketNumber);
});
