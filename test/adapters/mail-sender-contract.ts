import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseMail } from '../../shared/domain/mail/parse-mail.ts';
import type { ParsedMail } from '../../shared/domain/mail/parsed-mail.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { MailSenderError } from '../../shared/errors.ts';
import type { MailSender } from '../../shared/ports/mail-sender.ts';
import { anOutgoingMail } from '../support/an-outgoing-mail.ts';

/** A channel behind a MailSender, and a look at what it sends. */
export type SenderHarness = {
  /** Sends from support@contoso.example. */
  sender: MailSender;
  /** Fields that the channel takes out of every mail. */
  loses?: string[];
  /** Forgets what was sent. */
  reset(): void;
  /** The mails that have left, as the world gets them, oldest first. */
  sent(): Promise<Uint8Array[]>;
  /** Turns the next mail away for so many seconds. */
  throttleNext(seconds: number): void;
  /** False where the channel does not say for how long it is busy. */
  saysForHowLong?: false;
  /** The next mail is taken, and the answer to it gets lost. */
  loseNextAnswer(): void;
  stop(): Promise<void>;
};

/** What every MailSender keeps to, whatever is behind it. */
export function mailSenderContract(name: string, start: () => Promise<SenderHarness>): void {
  describe(`${name} is a mail sender`, () => {
    let channel: SenderHarness;
    beforeAll(async () => {
      channel = await start();
    });
    beforeEach(() => channel.reset());
    afterAll(() => channel?.stop());

    const arrived = async (): Promise<ParsedMail[]> => (await channel.sent()).map(parseMail);
    const valuesOf = (mail: ParsedMail | undefined, field: string) =>
      (mail?.headers ?? []).filter((header) => header.name === field).map(({ value }) => value);

    it('a mail arrives as it was stated: who, what, which thread, and that a program wrote it', async () => {
      const mail = anOutgoingMail();
      expect(await channel.sender.send(mail)).toEqual({ kind: 'accepted' });
      const [got, ...others] = await arrived();
      expect(others).toEqual([]);
      expect(got).toMatchObject({
        messageId: mail.messageId,
        inReplyTo: ['<first@fabrikam.example>'],
        references: ['<root@fabrikam.example>', '<first@fabrikam.example>'],
        from: { address: 'support@contoso.example' },
        to: [{ address: 'alice@fabrikam.example', name: 'Alice "A." Ämes' }],
        subject: '[Ticket #SUP-1001] Grüße aus München',
        text: 'Hello Alice,\n\nGrüße\n',
      });
      expect(got?.replyTo).toMatchObject([{ address: 'support+token@contoso.example', name: 'Support' }]);
      expect(valuesOf(got, 'auto-submitted')).toEqual(channel.loses?.includes('auto-submitted') ? [] : ['auto-replied']);
      expect(valuesOf(got, 'x-auto-response-suppress')).toEqual(['All']);
      expect(valuesOf(got, 'date')).toHaveLength(1);
    });

    it('its files arrive as they are: by name, the pictures with the HTML that names them', async () => {
      const html = '<p>Hello <img src="cid:logo.1@contoso.example" alt="Contoso"></p>';
      const mail = anOutgoingMail({
        html,
        attachments: [
          { name: 'Größe 日本.pdf', type: 'application/pdf', contentId: null, bytes: Buffer.from('%PDF-1.7 a') },
          { name: 'logo.png', type: 'image/png', contentId: 'logo.1@contoso.example', bytes: Buffer.from('89504e470d0a1a0a', 'hex') },
          { name: 'empty.txt', type: 'text/plain', contentId: null, bytes: new Uint8Array() },
        ],
      });
      expect(await channel.sender.send(mail)).toEqual({ kind: 'accepted' });
      const [raw] = await channel.sent();
      // an independent parser
      const got = await simpleParser(Buffer.from(raw ?? []), { keepCidLinks: true });
      expect(got).toMatchObject({
        text: expect.stringContaining('Hello Alice'),
        html: expect.stringContaining('cid:logo.1@contoso.example'),
      });
      expect(got.attachments.map(({ filename, contentType, cid, size }) => ({ filename, contentType, cid, size }))).toEqual(
        expect.arrayContaining([
          { filename: 'Größe 日本.pdf', contentType: 'application/pdf', cid: undefined, size: 10 },
          { filename: 'logo.png', contentType: 'image/png', cid: 'logo.1@contoso.example', size: 8 },
          { filename: 'empty.txt', contentType: 'text/plain', cid: undefined, size: 0 },
        ]),
      );
      expect(got.attachments).toHaveLength(3);
    });

    it('one that answers nothing has no thread, and one by a person does not call itself automatic', async () => {
      await channel.sender.send(anOutgoingMail({ inReplyTo: null, references: [], headers: {} }));
      const [got] = await arrived();
      for (const field of ['in-reply-to', 'references', 'auto-submitted', 'bcc']) expect(valuesOf(got, field), field).toEqual([]);
    });

    it('the same operation id sent twice is accepted twice, and one mail leaves', async () => {
      const mail = anOutgoingMail();
      expect(await channel.sender.send(mail)).toEqual({ kind: 'accepted' });
      // the process died before it noted that
      expect(await channel.sender.send(mail, { again: true })).toEqual({ kind: 'accepted' });
      expect(await arrived()).toHaveLength(1);
    });

    it('a mail that was taken while the answer got lost is in doubt, and the next try finds it', async () => {
      const mail = anOutgoingMail();
      channel.loseNextAnswer();
      const first: unknown = await channel.sender.send(mail).catch((thrown: unknown) => thrown);
      if (first instanceof MailSenderError) expect(first).toMatchObject({ perhapsTaken: true });
      else expect(first).toMatchObject({ kind: 'uncertain', canLook: true });
      expect(await channel.sender.send(mail, { again: true })).toEqual({ kind: 'accepted' });
      expect(await arrived()).toHaveLength(1);
    });

    it('one that did not get through is sent by the next try', async () => {
      const mail = anOutgoingMail();
      expect(await channel.sender.send(mail, { again: true })).toEqual({ kind: 'accepted' });
      expect(await arrived()).toHaveLength(1);
    });

    it('an address that is none is refused for good, with the reason', async () => {
      const mail = anOutgoingMail({ to: { address: 'nobody at all', name: null } });
      const result = await channel.sender.send(mail);
      expect(result).toMatchObject({ kind: 'refused' });
      expect(result.kind === 'refused' && inWords(result.reason)).toMatch(/address/);
      expect(await arrived()).toEqual([]);
    });

    it('a channel that is busy says for how long, and takes the mail after that', async () => {
      const mail = anOutgoingMail();
      channel.throttleNext(240);
      const error: unknown = await channel.sender.send(mail).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(MailSenderError);
      expect(error).toMatchObject({ retryAfterMs: channel.saysForHowLong === false ? null : 240_000, perhapsTaken: false });
      expect(await arrived()).toEqual([]);
      expect(await channel.sender.send(mail)).toEqual({ kind: 'accepted' });
      expect(await arrived()).toHaveLength(1);
    });

    const injection = 'x\r\nBcc: everybody@evil.example\r\nX-Injected: yes';
    it.each([
      ['the subject', anOutgoingMail({ subject: injection })],
      ['a name', anOutgoingMail({ to: { address: 'alice@fabrikam.example', name: injection } })],
      ['the address', anOutgoingMail({ to: { address: `alice@fabrikam.example${injection}`, name: null } })],
      ['the reply address', anOutgoingMail({ replyTo: { address: `support@contoso.example${injection}`, name: null } })],
      ['the Message-ID that it answers', anOutgoingMail({ inReplyTo: `<1@${injection}>` })],
      ['the thread', anOutgoingMail({ references: [`<1@${injection}>`] })],
      ['a field', anOutgoingMail({ headers: { 'Auto-Submitted': injection } })],
      ['the name of a field', anOutgoingMail({ headers: { [`X-Note: ${injection}`]: 'yes' } })],
    ])('a line break in %s begins no field: the mail is refused, or has none', async (_, mail) => {
      const result = await channel.sender.send(mail);
      const mails = await arrived();
      expect(mails).toHaveLength(result.kind === 'accepted' ? 1 : 0);
      for (const got of mails) for (const field of ['bcc', 'x-injected']) expect(valuesOf(got, field)).toEqual([]);
    });
  });
}
