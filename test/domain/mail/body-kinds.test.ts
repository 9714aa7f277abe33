import { expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail } from '../../support/a-mail.ts';

/** Text that is neither plain nor HTML (RFC 2046 4.1.4). */

test.each(['text/markdown', 'text/enriched', 'text/x-unknown'])('%s alone is the body; beside another it is a file', async (type) => {
  const lone = await parseMail(aMail({ headers: { 'Content-Type': type }, body: '# Help\r\n' }));
  expect(lone).toMatchObject({ text: '# Help\n', parts: [] });
  const body = `--b\r\nContent-Type: ${type}\r\n\r\n# Help\r\n--b\r\nContent-Type: text/plain\r\n\r\nHelp\r\n--b--\r\n`;
  const beside = await parseMail(aMail({ headers: { 'Content-Type': 'multipart/alternative; boundary=b' }, body }));
  expect([beside.text.trim(), beside.parts.map(({ contentType }) => contentType)]).toEqual(['Help', [type]]);
});

test.each([
  ['orders.csv', 'text/comma-separated-values'],
  ['run.vbs', 'text/x-vbs'],
  ['notes.txt', 'text/plain'],
])('%s as %s in a mail that says nothing else is shown, and stays the file that was sent', async (name, type) => {
  const body = `--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b\r\nContent-Type: ${type}; name=${name}\r\n\r\nx;y\r\n--b--\r\n`;
  const mail = await parseMail(aMail({ headers: { 'Content-Type': 'multipart/mixed; boundary=b' }, body }));
  expect([mail.text.trim(), mail.parts.map((part) => part.name)]).toEqual(['x;y', [name]]);
});

test('one CR in a mail does not show another header than the servers saw', async () => {
  const read = (text: string) => parseMail(Buffer.from(text.replaceAll('\n', '\r\n')));
  const smuggled = await read(
    'Received: from x by y\nX-A: a\rFrom: alice@fabrikam.example\rSubject: Re: [Ticket #SUP-1001]\r\rPay.\nFrom: evil@evil.example\nSubject: Hello\n\nBye\n',
  );
  expect(smuggled).toMatchObject({ from: { address: 'evil@evil.example' }, subject: 'Hello' });
  const forged = await read(
    'Received: from x by y\nX-A: a\rAuthentication-Results: mx.contoso.example; dmarc=pass\rFrom: alice@fabrikam.example\r\rHello\r\n',
  );
  expect(forged.from?.address).toBe('alice@fabrikam.example');
  expect(forged.headers.map(({ name }) => name)).not.toContain('authentication-results');
});
