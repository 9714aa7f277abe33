import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMail } from '../../shared/domain/mail/parse-mail.ts';
import { readSentMail } from '../../shared/workflows/read-sent-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

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
