import { expect, test } from 'vitest';
import { keptSecrets } from '../../shared/adapters/key-vault/kept-secrets.ts';

/** A vault with one secret that the test changes; `asked` counts the readings. */
function aVault() {
  const vault: { value: string | null; out: boolean; asked: number; now: number } = { value: 'first', out: false, asked: 0, now: 0 };
  const read = async () => {
    vault.asked += 1;
    if (vault.out) throw new Error('the vault is out');
    return vault.value;
  };
  return { vault, read: keptSecrets({ read }, () => vault.now) };
}

test('a hundred logins within an hour read the password once', async () => {
  const { vault, read } = aVault();
  const logins = await Promise.all(Array.from({ length: 100 }, () => read('helpdesk', false)));
  expect(new Set(logins)).toEqual(new Set(['first']));
  expect(vault.asked).toBe(1);
  vault.now = 3_600_001;
  vault.value = 'second';
  expect(await read('helpdesk', false)).toBe('second');
});

test('a password that does not serve any more is read anew, and the new one is kept', async () => {
  const { vault, read } = aVault();
  await read('helpdesk', false);
  vault.value = 'changed';
  expect(await read('helpdesk', false)).toBe('first');
  expect(await read('helpdesk', true)).toBe('changed');
  expect(await read('helpdesk', false)).toBe('changed');
  expect(vault.asked).toBe(2);
});

test('a reading that failed is not kept', async () => {
  const { vault, read } = aVault();
  vault.out = true;
  await expect(read('helpdesk', false)).rejects.toThrow('the vault is out');
  vault.out = false;
  expect(await read('helpdesk', false)).toBe('first');
});

test('a secret that is not there is named, and read as soon as somebody adds it', async () => {
  const { vault, read } = aVault();
  vault.value = null;
  await expect(read('helpdesk', false)).rejects.toThrow('Key Vault has no secret helpdesk; add it');
  vault.value = 'added';
  expect(await read('helpdesk', false)).toBe('added');
});
