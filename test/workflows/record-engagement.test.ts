import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveryStore } from '../../shared/adapters/cosmos/delivery-reports.ts';
import { recordDelivery } from '../../shared/workflows/record-delivery.ts';
import { aDeployment, type Deployment, keys } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { anEngagementEvent } from '../support/an-engagement-event.ts';

/** From a mail that somebody opened, over Event Grid's report, to what its delivery shows. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());
const { unique, ingest, send } = aMailFlow(() => deployment);

test('reports that come at the same time, and again, are each noted once', async () => {
  await deployment.settings.item('policy', 'policy').patch([{ op: 'set', path: '/engagement', value: true }]);
  const from = 'opens@fabrikam.example';
  const { sends, trace } = await ingest(aMail({ from, messageId: unique() }));
  await send(sends);
  const mail = [...deployment.sent.values()].find(({ to }) => to.address === from);
  expect(mail?.tracksOpening).toBe(true);
  const { owed, commit } = deployment.store();
  const { noteOutcome } = deployment.contacts();
  const { notices } = deployment.replying();
  const deps = {
    ...deliveryStore(deployment.tickets),
    signingKeys: async () => keys,
    now: () => new Date(),
    noteOutcome,
    owed,
    commit,
    notices,
  };
  const report = (hour: number) =>
    anEngagementEvent({ operationId: mail?.operationId ?? '', recipient: from, id: `view-${hour}`, at: `2026-03-01T${hour}:00:00.000Z` });
  await Promise.all([12, 11, 13, 11].map((hour) => recordDelivery(deps, report(hour))));
  expect((await recordDelivery(deps, report(12))).result).toMatch(/known-already$/);
  const [row] = (await deployment.browse.notifications({ ticketId: trace.ticketId }, { limit: 1, after: null })).items;
  expect(row).toMatchObject({
    status: 'sent',
    opened: { first: '2026-03-01T11:00:00.000Z', last: '2026-03-01T13:00:00.000Z', times: 3 },
  });
  const other = anEngagementEvent({ operationId: '00000000-0000-4000-8000-000000000999' });
  expect(await recordDelivery(deps, other)).toEqual({ status: 'opened', result: 'on no notification that is known' });
});
