import { expect, test } from 'vitest';
import { isPublicAddress } from '../../../shared/domain/mail/is-address.ts';

/** To whom mail can be sent from here: nobody is confirmed to an address that can't be theirs. */

test.each(['alice@fabrikam.example', 'o.hara+tag@mail.fabrikam.example', 'user@münchen.example', 'user@xn--mnchen-3ya.example'])(
  '%s can be written to',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  ['the machine itself', 'root@localhost'],
  ['a name of one label', 'scanner@intranet'],
  ['an address literal', 'joe@[192.0.2.1]'],
  ['an IPv6 literal', 'joe@[IPv6:2001:db8::1]'],
  ['a bare IPv4 address', 'joe@192.0.2.1'],
  ['a name of the local network', 'scanner@printer.local'],
  ['a name below localhost', 'root@host.localhost'],
  ['a name that is never there', 'joe@missing.invalid'],
  ['an empty label', 'joe@fabrikam..example'],
  ['a root dot', 'joe@fabrikam.example.'],
  ['no domain', 'joe@'],
])('%s can not: %s', (_, address) => expect(isPublicAddress(address)).toBe(false));
