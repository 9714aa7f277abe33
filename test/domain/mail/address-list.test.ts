import { expect, test } from 'vitest';
import { contactKey } from '../../../shared/domain/contacts/contact.ts';
import { isAddress } from '../../../shared/domain/mail/is-address.ts';
import { parseAddresses } from '../../../shared/domain/mail/mime/address-list.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { lowerAddress } from '../../../shared/domain/text/lower-address.ts';
import { aMail } from '../../support/a-mail.ts';

/** An address is never repaired into a different one: that would be somebody else's mailbox. */

const addressIn = (value: string) => parseAddresses(value).addresses[0]?.address;

test.each([
  ['"sales x"@fabrikam.example', '"sales x"@fabrikam.example'],
  ['Sales <"sales x"@fabrikam.example>', '"sales x"@fabrikam.example'],
  ['<sales x@fabrikam.example>', '"sales x"@fabrikam.example'],
])('%s is not the mailbox of salesx, and nobody writes to it', (value, address) => {
  expect(addressIn(value)).toBe(address);
  expect(isAddress(address)).toBe(false);
});

test('what is quoted unnecessarily, or has spaces around the @, is the same mailbox', () => {
  expect(addressIn('"Alice.Ames"@fabrikam.example')).toBe('alice.ames@fabrikam.example');
  expect(addressIn('alice @ fabrikam.example')).toBe('alice@fabrikam.example');
  expect(addressIn('<alice@fabrikam .example>')).toBe('alice@fabrikam.example');
});

test('letters that only look like ASCII ones in lower case make no address of somebody else', async () => {
  const kelvin = 'mi\u212Ae@fabrikam.example';
  const { from } = await parseMail(aMail({ from: `Mike <${kelvin}>` }));
  expect(from?.address).toBe(kelvin);
  expect(contactKey(kelvin)).not.toBe(contactKey('mike@fabrikam.example'));
  expect(lowerAddress('ALİCE@FABRIKAM.EXAMPLE')).toBe('alİce@fabrikam.example');
  expect(lowerAddress('KÄTHE@GRÖSSL.EXAMPLE')).toBe('käthe@grössl.example');
});
