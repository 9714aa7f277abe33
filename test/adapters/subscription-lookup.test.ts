import { expect, it } from 'vitest';
import { subscriptionLookup } from '../../shared/adapters/cosmos/subscription-lookup.ts';

const support = { mailboxId: 'support', clientStateSha256: 'x' };

function aStore() {
  const stored = new Map<string, typeof support>();
  const store = { readings: 0, failing: false, now: Date.now() };
  const lookUp = subscriptionLookup(
    async () => {
      store.readings += 1;
      if (store.failing) throw new Error('the database is away');
      return new Map(stored);
    },
    () => store.now,
  );
  const find = (id: string, hash = 'of another') => lookUp(id, hash);
  return { stored, store, find };
}

it('reads once a minute for those that are known', async () => {
  const { stored, store, find } = aStore();
  stored.set('one', support);
  for (let n = 0; n < 5; n += 1) expect(await find('one')).toEqual(support);
  expect(store.readings).toBe(1);
  store.now += 61_000;
  await find('one');
  expect(store.readings).toBe(2);
});

it('knows one that was made a moment ago, also right after it was asked for another', async () => {
  const { stored, store, find } = aStore();
  expect(await find('one')).toBeNull();
  store.now += 1000;
  stored.set('one', support);
  expect(await find('one')).toEqual(support);
});

it('a hundred made-up ids at once cost one reading a second', async () => {
  const { store, find } = aStore();
  await find('made up');
  const started = Date.now();
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => find(`made up ${n}`)));
  expect(answers.every((answer) => answer === null)).toBe(true);
  expect(store.readings).toBe(2);
  expect(Date.now() - started).toBeLessThan(2000);
});

it('a reading that fails is not kept', async () => {
  const { stored, store, find } = aStore();
  stored.set('one', support);
  store.failing = true;
  await expect(find('one')).rejects.toThrow('the database is away');
  store.failing = false;
  store.now += 1000;
  expect(await find('one')).toEqual(support);
});

it('knows one that has no id yet by the hash of its clientState', async () => {
  const { stored, find } = aStore();
  stored.set('hash', support);
  expect(await find('one', 'hash')).toEqual(support);
});
