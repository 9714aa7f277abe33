import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { remark } from '../../shared/domain/words/remark.ts';
import { clearContact } from '../../shared/workflows/clear-contact.ts';
import { changeAllHeld } from '../../shared/workflows/notifications/change-all-held.ts';
import { dropNotification } from '../../shared/workflows/notifications/drop-notification.ts';
import type { HeldDeps } from '../../shared/workflows/notifications/held-deps.ts';
import { listNotifications } from '../../shared/workflows/notifications/list-notifications.ts';
import { readNotification } from '../../shared/workflows/notifications/read-notification.ts';
import { releaseNotification } from '../../shared/workflows/notifications/release-notification.ts';
import { releaseToAddress } from '../../shared/workflows/notifications/release-to-address.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { owedMails } from '../support/an-owed-mail.ts';

/** Mail that was held is sent as it was, or dropped, by whoever decides first. */

let deployment: Deployment;
let deps: HeldDeps;
beforeAll(async () => {
  deployment = await aDeployment();
  deps = { ...deployment.sending(), browse: deployment.browse };
});
afterAll(() => deployment.stop());

const { address, aTicketOf, owe, row, sentTo } = owedMails(() => deployment);
const send = (ref: Awaited<ReturnType<typeof owe>>) => sendNotification(deployment.sending(), ref);
const tess = { by: 'tess@contoso.example', anyway: false };

async function dead(to: string) {
  const at = new Date().toISOString();
  const outcome = { what: 'hard' as const, reason: remark('mail-returned-hard'), at, sentAt: at, notificationId: 'n-before' };
  await deployment.contacts().noteOutcome(to, outcome);
}

/** A mail that is held since its address is dead. */
async function aHeldMail() {
  const to = address();
  const { ticketId, number } = await aTicketOf(to);
  await dead(to);
  const ref = await owe(ticketId, to, tess.by);
  await send(ref);
  return { to, ref, ticketId, number, id: ref.notificationId };
}
const clear = (to: string) =>
  clearContact({ store: deployment.settingsApi.store, clear: deployment.contacts().clear }, to, 'an admin', new Date());
const historyOf = async (ticketId: string) =>
  (await deployment.browse.history(ticketId)).filter(({ kind }) => kind === 'delivery' || kind.startsWith('notification-'));

test('a mail to an address that bounced is held; cleared and released it goes as it was, once', async () => {
  const { to, ref, ticketId, id } = await aHeldMail();
  await expect(releaseNotification(deps, ticketId, id, tess)).rejects.toMatchObject({
    status: 409,
    message: expect.stringMatching(/not sent: address invalid since .*Clear the address/),
  });
  await clear(to);
  expect(sentTo(to)).toBe(0);
  expect(await releaseToAddress(deps, to, tess.by)).toEqual({ released: 1, isAll: true });
  expect(deployment.putOff.pop()?.ref).toMatchObject({ ticketId, notificationId: id });
  for (let times = 0; times < 2; times += 1) {
    await send(ref);
    // asked for again, it is sent already
    expect(await releaseNotification(deps, ticketId, id, tess)).toMatchObject({ status: 'sent' });
    expect(await releaseToAddress(deps, to, tess.by)).toEqual({ released: 0, isAll: true });
  }
  expect(sentTo(to)).toBe(1);
  expect(await historyOf(ticketId)).toMatchObject([
    { kind: 'delivery', status: 'held' },
    { kind: 'notification-released', by: { kind: 'technician', address: tess.by }, notificationId: id, anyway: false },
  ]);
});

test('whatever is known of its address, one mail goes when somebody wants it; the next one is held', async () => {
  const { to, ref, ticketId, id } = await aHeldMail();
  await releaseNotification(deps, ticketId, id, { ...tess, anyway: true });
  expect(await send(ref)).toMatchObject({ kind: 'sent' });
  expect(await send(await owe(ticketId, to))).toMatchObject({ kind: 'held' });
  expect(sentTo(to)).toBe(1);
});

test('released, and its address died meanwhile: it is held again, and the history tells both', async () => {
  const { to, ref, ticketId, id } = await aHeldMail();
  await clear(to);
  await releaseNotification(deps, ticketId, id, tess);
  await new Promise((resolve) => setTimeout(resolve, 2));
  await dead(to);
  expect(await send(ref)).toMatchObject({ kind: 'held' });
  expect((await historyOf(ticketId)).map((event) => event.kind)).toEqual(['delivery', 'notification-released', 'delivery']);
});

test('a mail that was dropped is not sent by anybody, and says by whom', async () => {
  const { to, ref, ticketId, id } = await aHeldMail();
  expect(await dropNotification(deps, ticketId, id, tess.by)).toMatchObject({ status: 'undone' });
  expect(await dropNotification(deps, ticketId, id, 'other@contoso.example')).toMatchObject({ failure: { data: { by: tess.by } } });
  await clear(to);
  await expect(releaseNotification(deps, ticketId, id, { ...tess, anyway: true })).rejects.toMatchObject({ status: 409 });
  await send(ref);
  expect(sentTo(to)).toBe(0);
  expect(await readNotification(deps, ticketId, id)).toMatchObject({ state: 'undone', reasonCode: 'dropped', canRelease: false });
});

test('what was sent, and what never was, can neither be released nor dropped', async () => {
  const to = address();
  const { ticketId } = await aTicketOf(to);
  const ref = await owe(ticketId, to);
  await send(ref);
  await expect(releaseNotification(deps, ticketId, ref.notificationId, tess)).rejects.toMatchObject({ status: 409 });
  await expect(dropNotification(deps, ticketId, ref.notificationId, tess.by)).rejects.toMatchObject({ status: 409 });
  await expect(dropNotification(deps, ticketId, 'n-none', tess.by)).rejects.toMatchObject({ status: 404 });
});

describe('when several decide at once', () => {
  test('two admins release: it is released once and sent once', async () => {
    const { to, ref, ticketId, id } = await aHeldMail();
    await clear(to);
    const both = ['one@contoso.example', 'two@contoso.example'].map((by) => releaseNotification(deps, ticketId, id, { by, anyway: false }));
    expect(await Promise.all(both)).toMatchObject([{ status: 'waiting' }, { status: 'waiting' }]);
    await Promise.all([send(ref), send(ref)]);
    expect(sentTo(to)).toBe(1);
    expect((await historyOf(ticketId)).filter(({ kind }) => kind === 'notification-released')).toHaveLength(1);
  });

  test('in whatever order people and the sender come: it is sent if it was released before it was dropped, else never', async () => {
    const act = fc.constantFrom('release', 'drop', 'send');
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 4 }), async (acts) => {
        const { to, ref, ticketId, id } = await aHeldMail();
        await clear(to);
        const done = await Promise.allSettled(
          acts.map(async (one) => {
            if (one === 'release') await releaseNotification(deps, ticketId, id, tess);
            else if (one === 'drop') await dropNotification(deps, ticketId, id, tess.by);
            else await send(ref);
          }),
        );
        await send(ref);
        const { status } = await row(ref);
        const worked = (what: string) => done.some((result, at) => acts[at] === what && result.status === 'fulfilled');
        expect(sentTo(to)).toBe(status === 'sent' ? 1 : 0);
        // never both
        expect(status).toBe(worked('release') ? 'sent' : worked('drop') ? 'undone' : 'held');
      }),
      { numRuns: 12 },
    );
  });
});

describe('the list of what is held', () => {
  test('is filtered by address, ticket and kind, and goes on page by page', async () => {
    const to = address();
    const { ticketId, number } = await aTicketOf(to);
    await dead(to);
    const refs = [await owe(ticketId, to), await owe(ticketId, to), await owe(ticketId, to)];
    for (const ref of refs) await send(ref);
    const query = { state: 'held' as const, ticket: number, limit: 2 };
    const first = await listNotifications(deps, query);
    const second = await listNotifications(deps, { ...query, continuation: first.next ?? '' });
    const found = [...first.items, ...second.items].map(({ id }) => id);
    expect(found.toSorted()).toEqual(refs.map(({ notificationId }) => notificationId).toSorted());
    expect((await listNotifications(deps, { state: 'held', to, limit: 50 })).items).toHaveLength(3);
    expect((await listNotifications(deps, { state: 'held', to, kind: 'other', limit: 50 })).items).toEqual([]);
    expect(first.items[0]).toMatchObject({
      to,
      canRelease: true,
      reasonCode: 'not-sent-undeliverable',
      reason: expect.stringContaining('address invalid since'),
      ticketUrl: `/api/tickets/${ticketId}`,
    });
    await expect(listNotifications(deps, { ...query, ticket: 'SUP-999999' })).rejects.toMatchObject({ status: 404 });
  });

  test('is dropped or released as a whole, and what stays is counted by its reason', async () => {
    const { to, ticketId } = await aHeldMail();
    await send(await owe(ticketId, to));
    const release = ({ id }: { id: string }) => releaseNotification(deps, ticketId, id, tess);
    expect(await changeAllHeld(deps, { filter: { to } }, release)).toMatchObject({
      done: 0,
      refused: [{ count: 2, reason: expect.stringContaining('address invalid since') }],
      next: null,
    });
    const drop = ({ id }: { id: string }) => dropNotification(deps, ticketId, id, tess.by);
    expect(await changeAllHeld(deps, { filter: { ticket: ticketId } }, drop)).toEqual({ done: 2, refused: [], next: null });
    expect((await listNotifications(deps, { state: 'held', to, limit: 50 })).items).toEqual([]);
  });
});
