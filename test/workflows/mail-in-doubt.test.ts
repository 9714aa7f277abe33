import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { remark } from '../../shared/domain/words/remark.ts';
import type { HeldDeps } from '../../shared/workflows/notifications/held-deps.ts';
import { readNotification } from '../../shared/workflows/notifications/read-notification.ts';
import { releaseNotification } from '../../shared/workflows/notifications/release-notification.ts';
import { recordDelivery } from '../../shared/workflows/record-delivery.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeliveryEvent } from '../support/a-delivery-event.ts';
import { aDeployment, type Deployment, keys } from '../support/a-deployment.ts';
import { owedMails } from '../support/an-owed-mail.ts';

let deployment: Deployment;
let deps: HeldDeps;
beforeAll(async () => {
  deployment = await aDeployment();
  deps = { ...deployment.sending(), browse: deployment.browse };
});
afterAll(() => deployment.stop());

const { address, aTicketOf, owe, row } = owedMails(() => deployment);
const send = (ref: Awaited<ReturnType<typeof owe>>) => sendNotification(deployment.sending(), ref);
const tess = { by: 'tess@contoso.example', anyway: false };
const historyOf = async (ticketId: string) =>
  (await deployment.browse.history(ticketId)).filter(({ kind }) => kind === 'delivery' || kind.startsWith('notification-'));

describe('a mail that its channel may have taken', () => {
  async function inDoubt() {
    const to = address();
    const { ticketId } = await aTicketOf(to);
    const ref = await owe(ticketId, to, tess.by);
    const reason = remark('acs-in-doubt', { said: 'no such operation' });
    await sendNotification({ ...deployment.sending(), send: async () => ({ kind: 'uncertain', reason, canLook: false }) }, ref);
    return { to, ref, ticketId, id: ref.notificationId };
  }

  test('is shown, and told in the history; somebody can have it sent once more, as another operation', async () => {
    const { to, ref, ticketId, id } = await inDoubt();
    expect(await readNotification(deps, ticketId, id)).toMatchObject({ state: 'held', reasonCode: 'acs-in-doubt', canRelease: true });
    const { operationId, messageId } = await row(ref);
    await releaseNotification(deps, ticketId, id, tess);
    await send(ref);
    const mail = [...deployment.sent.values()].find((one) => one.to.address === to);
    expect(mail?.messageId).toBe(messageId);
    expect(mail?.operationId).not.toBe(operationId);
    expect((await historyOf(ticketId)).map(({ kind }) => kind)).toEqual(['delivery', 'notification-released']);
  });

  test.each([
    ['Delivered', 'delivered'],
    ['Bounced', 'bounced'],
  ])('was sent when a report on it says %s', async (said, status) => {
    const { to, ref, ticketId, id } = await inDoubt();
    const { messageId } = await row(ref);
    const { owed, commit } = deployment.store();
    const { noteOutcome } = deployment.contacts();
    const delivering = {
      now: () => new Date(),
      sentBy: async () => null,
      signingKeys: async () => keys,
      noteOutcome,
      owed,
      commit,
      notices: deployment.replying().notices,
    };
    const event = aDeliveryEvent({ status: said, recipient: to, internetMessageId: messageId ?? '' });
    await recordDelivery(delivering, event);
    expect(await row(ref)).toMatchObject({ status });
    await expect(releaseNotification(deps, ticketId, id, { ...tess, anyway: true })).rejects.toMatchObject({ status: 409 });
  });
});
