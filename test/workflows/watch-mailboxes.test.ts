import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MailboxRead, resumedHealth } from '../../shared/domain/mailboxes/mailbox-health.ts';
import { aSeededCosmos } from '../support/a-seeded-cosmos.ts';
import { Killed } from './a-polled-mailbox.ts';
import { admin, aWatchedInstallation, start } from './a-watched-installation.ts';

/** What admins hear, from a store that keeps it and a channel that sends once for an operation. */

const failed = (failure: string): MailboxRead => ({
  ...{ kind: 'failed', mails: 0, failure, error: `${failure}: no`, retryAfterMs: null, remoteId: null },
});
const read: MailboxRead = { kind: 'read', mails: 0, note: null };

let cosmos: Awaited<ReturnType<typeof aSeededCosmos>>;
let world: Awaited<ReturnType<typeof aWatchedInstallation>>;
beforeAll(async () => {
  cosmos = await aSeededCosmos();
});
afterAll(() => cosmos?.end());
beforeEach(async () => {
  world = await aWatchedInstallation(cosmos);
});

describe('a revoked token', () => {
  it('shows within one poll, with one mail, and one when it was authorised again', async () => {
    await world.polled(read);
    world.minute = 1;
    await world.polled(failed('needs-authorisation'));
    expect(await world.status()).toMatchObject({ state: 'needs-authorisation' });
    await world.looks(2, 60);
    await world.polled(failed('unreachable'));
    await world.looks(60, 120);
    expect(world.subjects()).toEqual(['helpdesk@contoso.example has to be authorised again']);

    await world.change((health) => resumedHealth(health, world.deps.now()));
    await world.polled(read);
    await world.looks(120, 240);
    expect(world.subjects().slice(1)).toEqual(['helpdesk@contoso.example is well again']);
    const book = await world.container.item('alert-book', ':alerts').read();
    expect(book.resource).toMatchObject({ mailboxes: {}, outbox: [] });
  });
});

describe('a password that is refused', () => {
  it('stops us before the account gets locked: one mail tells it, and another password ends it', async () => {
    for (const minute of [0, 5, 15]) {
      world.minute = minute;
      await world.polled(failed('login-refused'));
    }
    expect(await world.status()).toMatchObject({ state: 'paused', health: { problem: expect.stringContaining('could lock the account') } });
    await world.looks(16, 100);
    expect(world.subjects()).toEqual(['helpdesk@contoso.example is no longer tried, so that its account does not get locked']);
    await world.change((health) => resumedHealth(health, world.deps.now()));
    expect(await world.status()).toMatchObject({ state: 'healthy' });
  });
});

describe('whatever dies', () => {
  it.each(Array.from({ length: 8 }, (_, n) => n + 1))('with step %i of a look: each admin gets one mail', async (killAfter) => {
    world.addresses = [admin, 'other@contoso.example'];
    await world.polled(failed('needs-authorisation'));
    world.killAfter = killAfter;
    await world.look().catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    world.killAfter = Number.POSITIVE_INFINITY;
    await world.looks(5, 30);
    expect([...world.sent.values()].map(({ to }) => to.address).sort()).toEqual([admin, 'other@contoso.example']);
  });

  it('of several that look at the same time one decides', async () => {
    await world.polled(failed('needs-authorisation'));
    await Promise.all(Array.from({ length: 4 }, () => world.look()));
    await Promise.all(Array.from({ length: 4 }, () => world.look()));
    expect(world.sent.size).toBe(1);
  });

  it('a channel that is out gets it later', async () => {
    await world.polled(failed('needs-authorisation'));
    world.isOut = true;
    expect((await world.look()).told).toMatchObject([{ result: 'postponed', detail: '429' }]);
    world.isOut = false;
    await world.looks(5, 100);
    expect(world.sent.size).toBe(1);
  });

  it('one admin whose mail can not be taken now keeps it from no other, who get it once', async () => {
    world.addresses = ['first@contoso.example', admin];
    world.isOutFor = 'first@contoso.example';
    await world.polled(failed('needs-authorisation'));
    await world.looks(0, 20);
    const whom = () => [...world.sent.values()].map(({ to }) => to.address);
    expect(whom()).toEqual([admin]);
    world.isOutFor = null;
    await world.looks(20, 40);
    expect(whom()).toEqual([admin, 'first@contoso.example']);
  });

  it('nobody to be told: said, and told when there is somebody', async () => {
    world.addresses = [];
    await world.polled(failed('needs-authorisation'));
    expect(await world.look()).toMatchObject({ isAddressed: false, told: [] });
    world.addresses = [admin];
    await world.looks(5, 20);
    expect(world.sent.size).toBe(1);
  });
});

it('what is kept of a mailbox and can not be read is told as well, and hides no other', async () => {
  await world.container.items.create({ id: 'mailbox', type: 'mailbox', mailboxId: 'odd', kind: 'imap', address: 'no address' });
  await world.polled(failed('needs-authorisation'));
  await world.looks(0, 100);
  expect(world.subjects()).toEqual(['helpdesk@contoso.example has to be authorised again', 'odd can not be read']);
});

describe('what no poll sees', () => {
  const trace = (id: string, outcome: string, minute: number, mailboxId = 'helpdesk') => ({
    ...{ id, ticketId: `mail:${id}`, type: 'mail', mailboxId, outcome },
    processedAt: new Date(start + minute * 60_000).toISOString(),
  });

  it('mails of 24 hours by what became of them: each once, however often it is counted', async () => {
    for (const one of [trace('1', 'ticket', -300), trace('2', 'ticket', 1), trace('3', 'processing', 2), trace('4', 'ticket', -1500)])
      await world.tickets.items.create(one);
    await world.looks(5, 30);
    expect((await world.status())?.health.mails).toEqual({ ticket: 2 });
    expect((await world.status('support'))?.health.mails).toEqual({});
    await world.tickets.items.upsert(trace('3', 'reply', 31));
    await Promise.all([world.look(), world.look()]);
    await world.looks(35, 70);
    expect((await world.status())?.health.mails).toEqual({ ticket: 2, reply: 1 });
    // nothing ran for hours
    await world.tickets.items.create(trace('5', 'suppressed', 100));
    await world.looks(400, 405);
    expect((await world.status())?.health.mails).toEqual({ ticket: 2, reply: 1, suppressed: 1 });
    world.minute = 1380;
    expect((await world.status())?.health.mails).toEqual({ ticket: 1, reply: 1, suppressed: 1 });
  });

  it('the DNS of the sender, once a day for all mailboxes', async () => {
    for (const minute of [0, 5, 600, 1435]) {
      world.minute = minute;
      await world.look();
    }
    expect(world.lookUps).toEqual(['contoso.example']);
    await world.looks(1440, 1460);
    expect(world.lookUps).toHaveLength(2);
    expect((await world.status())?.health.clocks.senderDns).toMatchObject({ spf: 'found', dmarc: 'missing' });
  });

  it('the secret of this app, which all mailboxes that people authorised are read by: told once for all of them', async () => {
    const { resource } = await world.container.item('mailbox', 'helpdesk').read();
    const login = { method: 'refresh-token', provider: 'microsoft', secretName: 'token' };
    for (let n = 0; n < 3; n += 1)
      await world.container.items.create({ ...resource, login, mailboxId: `more-${n}`, address: `more-${n}@contoso.example` });
    const endsAt = new Date(start + 10 * 86_400_000).toISOString();
    world.secretEnds.set('own-app', endsAt);
    // one that has just been told of something else hears no more within the hour
    await world.polled(failed('needs-authorisation'), 'more-0');
    await world.looks(0, 180);
    expect((await world.status('more-2'))?.health.clocks.clientSecret).toEqual({ endsAt, daysLeft: 9, note: null });
    expect((await world.status())?.health.clocks.clientSecret).toBeNull();
    const told = [...world.sent.values()].filter(({ text }) => text.includes('own-app'));
    expect(told.map(({ subject }) => subject)).toEqual([
      'The Key Vault secret own-app, by which 3 mailboxes are read (more-1@contoso.example among them), ends within 14 days. Make a new secret or certificate at the provider, and put it into Key Vault.',
    ]);
    await world.looks(8 * 1440, 8 * 1440 + 180);
    expect([...world.sent.values()].filter(({ text }) => text.includes('own-app'))).toHaveLength(2);
  });

  it('a look at mailboxes that are well costs the same requests, however many there are', async () => {
    const requests = async () => {
      await cosmos.resetStats();
      await world.look();
      return Object.values(await cosmos.stats()).reduce((sum, { count }) => sum + count, 0);
    };
    await world.looks(0, 20);
    world.minute = 20;
    const few = await requests();
    const { resource } = await world.container.item('mailbox', 'helpdesk').read();
    for (let n = 0; n < 40; n += 1)
      await world.container.items.create({ ...resource, mailboxId: `more-${n}`, address: `more-${n}@contoso.example` });
    world.minute = 25;
    await world.look();
    world.minute = 30;
    expect(await requests()).toBe(few);
    expect(few).toBeLessThanOrEqual(3);
  });
});
