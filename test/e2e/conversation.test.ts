import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aCorrespondent } from '../support/a-correspondent.ts';
import { aMail } from '../support/a-mail.ts';

/** A technician's replies and notes over HTTP, and the mails of that in the outbox. */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
  await policy({ undoSeconds: 1 });
});
afterAll(() => cloud.stop());

async function policy(change: object) {
  const { etag, json } = await cloud.ask('GET', '/api/policy');
  const { status } = await cloud.ask('PUT', '/api/policy', { ...z.looseObject({}).parse(json), ...change }, { 'if-match': etag });
  expect(status).toBe(200);
}
/** Far from now: however slow the machine, it is not sent while a test takes it back. */
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

const Message = z.looseObject({ id: z.string(), kind: z.string(), sendsAt: z.string().nullable() });
let count = 0;

async function aTicket() {
  const messageId = `<conversation.${++count}@fabrikam.example>`;
  const { ticketNumber } = await cloud.taken(aMail({ messageId }), messageId);
  return { number: ticketNumber ?? '', messageId, path: `/api/tickets/${ticketNumber}` };
}
const call = (method: string, path: string, headers: Record<string, string> = {}, body: string | Uint8Array<ArrayBuffer> | null = null) =>
  fetch(new URL(path, cloud.app.url), { method, headers, body });
const mailsWith = async (words: string) => (await cloud.outbox()).filter(({ raw }) => raw.includes(words));

describe('a reply', () => {
  test('with a file goes to the client in the thread of their mail, and the ticket says what became of it', async () => {
    const { path, number, messageId } = await aTicket();
    const uploaded = await call(
      'POST',
      '/api/uploads?name=steps.txt',
      { 'content-type': 'application/octet-stream' },
      Buffer.from('1. Press.\n'),
    );
    expect(uploaded.status).toBe(201);
    const { id } = z.looseObject({ id: z.string() }).parse(await uploaded.json());
    const words = `paper-in-the-cupboard-${number}`;
    const posted = await cloud.ask('POST', `${path}/replies`, {
      html: `<p>${words}<script>alert(1)</script></p>`,
      attachments: [id],
      status: 'pending',
    });
    expect(posted).toMatchObject({
      status: 201,
      json: { kind: 'reply', deliveries: [{ to: 'alice@fabrikam.example', state: 'waiting' }] },
    });
    const ticket = await cloud.until('it is delivered', async () => {
      const found = await cloud.ticket(number);
      const reply = found.messages.find(({ kind }) => kind === 'reply');
      return reply?.deliveries.every(({ state }) => state === 'delivered') && found;
    });
    expect(ticket.status).toBe('pending');
    const [mail, ...others] = await mailsWith(words);
    expect(others).toEqual([]);
    expect(mail?.header('References')).toContain(messageId);
    expect(mail?.header('Subject')).toContain(`[Ticket #${number}]`);
    expect(mail?.header('Auto-Submitted')).toBe('');
    expect(mail?.raw).toContain('steps.txt');
    expect(mail?.raw).not.toContain('alert(1)');
  });

  test('that was taken back is sent to nobody; what was sent can not be taken back', async () => {
    const { path, number } = await aTicket();
    const slip = Message.parse((await cloud.ask('POST', `${path}/replies`, { text: `slip-${number}`, sendAt: inAnHour() })).json);
    expect((await call('DELETE', `${path}/replies/${slip.id}`)).status).toBe(204);
    expect((await call('DELETE', `${path}/replies/${slip.id}`)).status).toBe(409);
    const meant = Message.parse((await cloud.ask('POST', `${path}/replies`, { text: `meant-${number}` })).json);
    await cloud.until('the second one', async () => (await mailsWith(`meant-${number}`)).length > 0);
    expect(await mailsWith(`slip-${number}`)).toEqual([]);
    expect(await cloud.ask('DELETE', `${path}/replies/${meant.id}`)).toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining('sent') },
    });
    expect((await cloud.ticket(number)).messages.map(({ id }) => id)).not.toContain(slip.id);
  });

  test('that is repeated with its Idempotency-Key is one', async () => {
    const { path } = await aTicket();
    const post = () => cloud.ask('POST', `${path}/replies`, { text: 'Once.' }, { 'idempotency-key': 'one' });
    const [first, second] = [Message.parse((await post()).json), Message.parse((await post()).json)];
    expect(second.id).toBe(first.id);
  });
});

test("a ticket's life is these mails and no others: in the client's language, in one thread, signed once", async () => {
  const hans = aCorrespondent(cloud, 'Hans');
  const change = async (number: string | null, set: object) => {
    const path = `/api/tickets/${number}`;
    const { etag } = await cloud.ask('GET', path);
    expect((await cloud.ask('PATCH', path, set, { 'if-match': etag })).status).toBe(200);
  };
  const signature = { name: 'Contoso', scope: 'organisation', html: '<p>Contoso-Signatur</p>' };
  expect((await cloud.ask('POST', '/api/signatures', signature)).status).toBe(201);

  const german = 'Guten Tag, seit heute Morgen startet unser Drucker nicht mehr. Bitte melden Sie sich bei uns. Freundliche Grüße';
  const first = await hans.write('Drucker startet nicht', german);
  const { ticketNumber: number } = first;
  const path = `/api/tickets/${number}`;
  const confirmation = await hans.nextMail('the confirmation');
  expect(confirmation.text).toContain('vielen Dank für Ihre Nachricht');

  const slip = Message.parse((await cloud.ask('POST', `${path}/replies`, { text: 'Ein Versehen', sendAt: inAnHour() })).json);
  expect((await call('DELETE', `${path}/replies/${slip.id}`)).status).toBe(204);
  await cloud.ask('POST', `${path}/replies`, { text: 'Bitte neu starten.' });
  const reply = await hans.nextMail('the reply');
  expect(reply.text).toContain('Bitte neu starten.');

  const answered = [first.messageId, reply.messageId ?? ''];
  expect(await hans.write(`AW: ${reply.subject}`, 'Leider hilft das nicht.', answered)).toMatchObject({
    outcome: 'reply',
    ticketNumber: number,
  });
  expect(await cloud.ask('POST', `${path}/notes`, { text: 'Nur unter uns' })).toMatchObject({
    status: 201,
    json: { kind: 'note', visibility: 'internal', deliveries: [] },
  });
  await change(number, { status: 'resolved' });
  const solved = await hans.nextMail('the notice of the solution');
  expect(solved.text).toContain('gelöst');

  expect(await hans.write(`AW: ${solved.subject}`, 'Danke!', answered)).toMatchObject({ outcome: 'reply', ticketNumber: number });
  expect(await cloud.ticket(number)).toMatchObject({ status: 'open', language: 'de' });
  await change(number, { status: 'resolved' });
  const again = await hans.nextMail('the second notice');
  await policy({ reopenDays: 0 });
  const late = await hans.write(`AW: ${again.subject}`, 'Danke noch einmal, es geht wieder nicht.', answered);
  await policy({ reopenDays: 14 });
  expect(late).toMatchObject({ outcome: 'ticket', ticketNumber: expect.not.stringMatching(`^${number}$`) });
  const other = await hans.nextMail('the confirmation of the new ticket');
  expect(other.subject).toContain(`[Ticket #${late.ticketNumber}]`);
  expect((await cloud.ask('POST', `/api/tickets/${late.ticketNumber}/merge`, { into: number })).status).toBe(200);
  expect(await hans.write(`AW: ${other.subject}`, 'Noch etwas.', [other.messageId ?? ''])).toMatchObject({
    outcome: 'reply',
    ticketNumber: number,
  });
  await cloud.ask('POST', `${path}/replies`, { text: 'Wir kommen vorbei.' });
  const last = await hans.nextMail('the last reply');

  expect(await hans.mails()).toHaveLength(6);
  const ofOneThread = [confirmation, reply, solved, again, last];
  expect(new Set(ofOneThread.map(({ subject }) => subject))).toEqual(new Set([`[Ticket #${number}] Drucker startet nicht`]));
  for (const mail of ofOneThread) {
    expect(mail.references).toContain(first.messageId);
    expect(mail.inReplyTo).toMatch(/^<Hans\./);
  }
  const signed = [confirmation, reply, solved, again, other, last].map(({ text, html }) =>
    [text ?? '', html || ''].map((form) => form.split('Contoso-Signatur').length - 1),
  );
  expect(signed).toEqual([
    [0, 0],
    [1, 1],
    [0, 0],
    [0, 0],
    [0, 0],
    [1, 1],
  ]);
  for (const { raw } of await cloud.outbox()) expect(raw).not.toMatch(/Nur unter uns|Ein Versehen/);
});

describe('what is wrong with a request is named', () => {
  let path = '';
  beforeAll(async () => {
    ({ path } = await aTicket());
  });

  test.each<[object, number, RegExp]>([
    [{ text: 'x', to: ['not an address'] }, 422, /^to\[0\]: /],
    [{ text: 'x', cc: ['support@contoso.example'] }, 422, /^cc\[0\]: /],
    [{ text: 'x', attachments: ['u-none'] }, 422, /^attachments\[0\]: /],
    [{ text: 'x', seen: 'm-none' }, 422, /^seen: /],
    [{ text: ' ' }, 422, /^text: /],
    [{ html: '<img src="https://tracker.example/x.gif">x' }, 422, /^html: .*tracker/],
    [{ text: 'x', html: 'x' }, 400, /text or html/],
    [{ text: 'x', status: 'new' }, 400, /status/],
    [{ text: 'x', form: 'x' }, 400, /form/],
    [{ text: 'x', sendAt: 'tomorrow' }, 400, /sendAt/],
  ])('%j', async (request, status, detail) => {
    expect(await cloud.ask('POST', `${path}/replies`, request)).toMatchObject({ status, json: { detail: expect.stringMatching(detail) } });
  });

  test('also of files, and nobody may write who is not signed in', async () => {
    const octets = { 'content-type': 'application/octet-stream' };
    expect((await call('POST', '/api/uploads?name=a.exe', octets, Buffer.from('MZ'))).status).toBe(422);
    expect((await call('POST', '/api/uploads?name=a.txt', octets, Buffer.from(''))).status).toBeGreaterThanOrEqual(400);
    expect((await call('POST', '/api/uploads', octets, Buffer.from('a'))).status).toBe(400);
    expect((await call('POST', '/api/uploads?name=a.txt', { 'content-type': 'text/plain' }, 'a')).status).toBe(415);
    const nobody = await cloud.ask('POST', `${path}/replies`, { text: 'x' }, { 'x-local-user': 'none' });
    expect(nobody.status).toBe(401);
  });
});
