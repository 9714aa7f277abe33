import { expect, test } from 'vitest';
import { addressKey } from '../../../shared/domain/contacts/address-key.ts';
import { isOwn, ownDomainsOf } from '../../../shared/domain/contacts/own-addresses.ts';

const ours = new Set(['support@contoso.example', 'helpdesk@contoso.example', 'sales@fabrikam.example']);

test.each([
  ['support@contoso.example', true],
  ['Support@Contoso.Example', true],
  ['support+ticket.17@contoso.example', true],
  ['someone@contoso.example', false],
  ['support@contoso.example.evil.example', false],
])('%s is ours: %s', (address, own) => {
  expect(isOwn(address, ours)).toBe(own);
});

test('our domains are those of our mailboxes, each once', () => {
  expect(ownDomainsOf(ours)).toEqual(['contoso.example', 'fabrikam.example']);
});

test('an address has the same key in any case, also with characters that are not allowed in ids', () => {
  expect(addressKey('Alice@Fabrikam.Example')).toBe(addressKey('alice@fabrikam.example'));
  expect(addressKey('a/b?c#d@fabrikam.example')).toBe('a%2Fb%3Fc%23d%40fabrikam.example');
});

test('an address too long for a partition key is hashed', () => {
  expect(addressKey(`${'a'.repeat(300)}@fabrikam.example`)).toMatch(/^sha256-[0-9a-f]{64}$/);
});
