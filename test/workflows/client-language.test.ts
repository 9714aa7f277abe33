import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Contact, contactKey } from '../../shared/domain/contacts/contact.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** What the stores keep of a client's language, and in which they are answered. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest, send, sentFor } = aMailFlow(() => deployment);

describe('the language of a client', () => {
  const german = 'Guten Tag, unser Drucker geht nicht. Bitte melden Sie sich.';
  const contact = async (address: string) => (await deployment.ingest().knownSender(address, 'fabrikam.example')).contact;

  test('is that of their mail: the ticket has it, the confirmation is in it, a new contact keeps it', async () => {
    const { trace, sends } = await ingest(aMail({ messageId: unique(), from: 'Hans <hans@fabrikam.example>', text: german }));
    await send(sends);
    expect(sentFor(trace.ticketNumber)[0]?.text).toMatch(/^Guten Tag Hans,\n\nvielen Dank/);
    expect((await deployment.browse.ticket(trace.ticketId))?.language).toBe('de');
    expect(await contact('hans@fabrikam.example')).toMatchObject({ language: null, writesIn: 'de' });
    // they are known by it when a mail says too little, and it is learnt once
    const short = await ingest(aMail({ messageId: unique(), from: 'Hans <hans@fabrikam.example>', subject: 'X', text: '4711' }));
    expect((await deployment.browse.ticket(short.trace.ticketId))?.language).toBe('de');
    const other = await ingest(aMail({ messageId: unique(), from: 'Hans <hans@fabrikam.example>', text: 'Bonjour, une question.' }));
    expect((await deployment.browse.ticket(other.trace.ticketId))?.language).toBe('fr');
    expect((await contact('hans@fabrikam.example'))?.writesIn).toBe('de');
  });

  test('of a known contact is learnt; what an admin has set for them stands above it', async () => {
    const from = 'ina@fabrikam.example';
    await deployment
      .ingest()
      .addContact(Contact.parse({ type: 'contact', address: from, name: null, client: null, createdAt: '2026-11-02T08:00:00.000Z' }));
    await ingest(aMail({ messageId: unique(), from, text: german }));
    expect(await contact(from)).toMatchObject({ language: null, writesIn: 'de' });
    await deployment.contactItems.item('contact', contactKey(from)).patch([{ op: 'set', path: '/language', value: 'it' }]);
    const { trace, sends } = await ingest(aMail({ messageId: unique(), from, text: german }));
    await send(sends);
    expect(sentFor(trace.ticketNumber)[0]?.text).toMatch(/^Buongiorno,/);
    expect(await contact(from)).toMatchObject({ language: 'it', writesIn: 'de' });
  });

  test('is not learnt from a mail that nothing vouches for', async () => {
    const from = 'lea@fabrikam.example';
    await deployment
      .ingest()
      .addContact(Contact.parse({ type: 'contact', address: from, name: null, client: null, createdAt: '2026-11-02T08:00:00.000Z' }));
    const headers = { 'Authentication-Results': 'mx.contoso.example; spf=none; dkim=none; dmarc=none' };
    const { trace } = await ingest(aMail({ messageId: unique(), from, text: german, headers }));
    expect((await deployment.browse.ticket(trace.ticketId))?.language).toBe('de');
    expect(await contact(from)).toMatchObject({ writesIn: null });
  });

  test('is learnt by a later mail where the first did not show it', async () => {
    const messageId = unique();
    const { trace } = await ingest(aMail({ messageId, from: 'kim@fabrikam.example', subject: 'X', text: '4711' }));
    expect((await deployment.browse.ticket(trace.ticketId))?.language).toBeNull();
    await ingest(aMail({ messageId: unique(), inReplyTo: messageId, from: 'kim@fabrikam.example', subject: 'Re: X', text: german }));
    expect((await deployment.browse.ticket(trace.ticketId))?.language).toBe('de');
  });
});
