import { describe, expect, it } from 'vitest';
import { MailSourceError } from '../../shared/errors.ts';
import { renewSubscription } from '../../shared/workflows/renew-subscription.ts';
import { renewSubscriptions } from '../../shared/workflows/renew-subscriptions.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { Killed } from './a-polled-mailbox.ts';
import { aSubscribedMailbox, expectOne, notificationUrl as url } from './a-subscribed-mailbox.ts';

const mailbox = graphMailbox();

describe('the subscription of a Graph mailbox', () => {
  it('is created for six days, renewed every day, and only the hash of its secret is kept', async () => {
    const deployment = aSubscribedMailbox();
    expect(await deployment.see()).toBe('created');
    expectOne(deployment);
    expect(deployment.stored()).toMatchObject({ expiresAt: '2026-11-08T09:00:00.000Z', notificationUrl: url });
    expect(JSON.stringify(deployment.stored())).not.toContain('secret 1');
    expect(await deployment.see()).toBe('kept');
    deployment.world.now = new Date('2026-11-03T09:00:01Z');
    expect(await deployment.see()).toBe('renewed');
    expect(deployment.stored()?.expiresAt).toBe('2026-11-09T09:00:01.000Z');
  });

  it('is made anew when Graph has lost it, whether or not it says so', async () => {
    const deployment = aSubscribedMailbox();
    await deployment.see();
    for (const wanted of ['keep', 'renew'] as const) {
      deployment.world.live.clear();
      expect(await deployment.see(wanted)).toBe('created');
      expectOne(deployment);
    }
    deployment.later(2);
    expect(await deployment.see('recreate')).toBe('created');
    expectOne(deployment);
  });

  it.each(['keep', 'renew', 'recreate'] as const)(
    'is there and the only one, whichever write the process dies after (%s)',
    async (wanted) => {
      for (let killAfter = 1, died = true; died; killAfter += 1) {
        const deployment = aSubscribedMailbox();
        if (wanted !== 'keep') await deployment.see();
        deployment.world.killAfter = deployment.world.writes + killAfter;
        died = await deployment.see(wanted).then(
          () => false,
          (error: unknown) => error instanceof Killed || Promise.reject(error),
        );
        // a process that finds one being made waits, and then makes it
        deployment.world.now = new Date(deployment.world.now.getTime() + 3 * 60_000);
        await deployment.see();
        expectOne(deployment);
      }
    },
  );

  it('is one when two make it at the same time', async () => {
    const deployment = aSubscribedMailbox();
    const alike = [1, 2, 3].map(() => renewSubscription(deployment.deps, mailbox, 'keep'));
    expect((await Promise.all(alike)).sort()).toEqual(['created', 'lost-race', 'lost-race']);
    expectOne(deployment);
    deployment.later(2);
    const { create } = deployment.deps;
    deployment.deps.create = async (wanted) => {
      // Graph is so slow that the next timer begins anew
      deployment.deps.create = create;
      deployment.world.now = new Date(deployment.world.now.getTime() + 3 * 60_000);
      expect(await deployment.see('recreate')).toBe('created');
      return create(wanted);
    };
    expect(await deployment.see('recreate')).toBe('lost-race');
    expectOne(deployment);
  });

  it('of another installation is left alone, and named', async () => {
    const { deps, world, see } = aSubscribedMailbox();
    await deps.create({
      resource: "/users/support@contoso.example/mailFolders('inbox')/messages",
      notificationUrl: 'https://other.contoso.example/x',
      lifecycleUrl: url,
      clientState: 'x',
      expiresAt: world.now,
    });
    await expect(see()).rejects.toThrow(/told to https:\/\/other\.contoso\.example\/x already/);
    expect(world.live.size).toBe(1);
  });

  it('is removed with a mailbox that was disabled', async () => {
    const { deps, world, stored, see } = aSubscribedMailbox();
    await see();
    expect(await renewSubscription(deps, { ...mailbox, enabled: false }, 'keep')).toBe('removed');
    expect([world.live.size, stored()]).toEqual([0, null]);
  });
});

describe('all subscriptions', () => {
  it('are seen to, those of other mailboxes too when one fails; a new one is followed by a poll', async () => {
    const { deps, world } = aSubscribedMailbox();
    const failing = graphMailbox({ mailboxId: 'failing', user: 'failing@contoso.example' });
    const state = (one: typeof mailbox | ReturnType<typeof imapMailbox>) => ({
      mailbox: one,
      cursor: null,
      subscription: null,
      health: null,
    });
    const create: typeof deps.create = async (wanted) => {
      if (wanted.resource.includes('failing')) throw new MailSourceError('login-refused', 'no consent');
      return deps.create(wanted);
    };
    const renewed = await renewSubscriptions({
      ...deps,
      depsFor: async () => ({ ...deps, create }),
      listMailboxes: async () => ({ states: [state(failing), state(imapMailbox(993)), state(mailbox)], broken: [] }),
    });
    expect(renewed.results).toEqual([
      { mailboxId: 'failing', result: 'failed', error: 'login-refused: no consent' },
      { mailboxId: 'support', result: 'created', error: null },
    ]);
    expect(renewed.polls).toEqual([{ v: 1, mailboxId: 'support', scheduledAt: world.now.toISOString(), subscription: 'keep' }]);
  });
});
