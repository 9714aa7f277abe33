import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMail } from '../../shared/domain/mail/parse-mail.ts';
import { MailSenderError } from '../../shared/errors.ts';
import { handOver } from '../../shared/workflows/hand-over.ts';
import { readSentMail } from '../../shared/workflows/read-sent-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { anOutgoingMail } from '../support/an-outgoing-mail.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());
const flow = aMailFlow(() => deployment);

test('a mail that went out is kept as it was handed over; one that did not is not there', async () => {
  const { sends } = await flow.ingest(aMail({ messageId: flow.unique() }));
  const [ref] = sends;
  const id = ref?.notificationId ?? '';
  await expect(readSentMail(deployment, id)).rejects.toMatchObject({ status: 404 });
  await flow.send(sends);
  const { raw, size, headers } = await readSentMail(deployment, id);
  const [sent] = [...deployment.sent.values()].slice(-1);
  expect(parseMail(raw)).toMatchObject({ messageId: sent?.messageId, subject: sent?.subject, defects: [] });
  expect(Buffer.from(raw).toString('latin1')).not.toMatch(/^bcc:/im);
  expect([size, headers['content-type']]).toEqual([raw.byteLength, 'message/rfc822']);
});

test('a mail with large files is kept beside its ticket, and so is one that perhaps left', async () => {
  const pacing = { permit: async () => null, close: async () => {} };
  const { files } = deployment;
  const deps = { now: () => new Date(), pacing, keepRaw: files.keepRaw };
  const channel = (send: () => Promise<{ kind: 'accepted' }>) => ({
    name: 'x',
    pace: { perMinute: 1, perHour: 1 },
    open: async () => ({ send }),
  });
  const options = { ticketId: 't', again: false, paced: false };
  const bytes = randomBytes(600_000);
  const large = anOutgoingMail({ attachments: [{ name: 'a.bin', type: 'application/octet-stream', contentId: null, bytes }] });
  const taken = await handOver(
    deps,
    channel(async () => ({ kind: 'accepted' })),
    large,
    { ...options, notificationId: 'large' },
  );
  expect(taken).toEqual({ kind: 'accepted' });
  expect((await readSentMail(deployment, 'large')).size).toBeGreaterThan(800_000);

  const lost = () => Promise.reject(new MailSenderError('no answer', { retryAfterMs: null, perhapsTaken: true }));
  const mail = anOutgoingMail();
  await expect(handOver(deps, channel(lost), mail, { ...options, notificationId: 'lost' })).rejects.toThrow('no answer');
  expect(parseMail((await readSentMail(deployment, 'lost')).raw).messageId).toBe(mail.messageId);
});
