import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../../shared/domain/mail/parse-mail.ts';
import { decompressRtf } from '../../../../shared/domain/mail/tnef/compressed-rtf.ts';
import { readTnef } from '../../../../shared/domain/mail/tnef/read-tnef.ts';
import { readRtf } from '../../../../shared/domain/mail/tnef/rtf-body.ts';
import { remark } from '../../../../shared/domain/words/remark.ts';
import { aMail } from '../../../support/a-mail.ts';
import { aTnef, compressRtf, type TnefShape } from '../../../support/a-tnef.ts';

const mailWith = (shape: TnefShape, text = 'see the file') =>
  parseMail(aMail({ text, attachments: [{ name: 'winmail.dat', type: 'application/ms-tnef', content: aTnef(shape) }] }));

describe('winmail.dat', () => {
  test('its files replace it, with their long names, types and pictures', async () => {
    const mail = await mailWith({
      files: [
        { title: Buffer.from('LANGER~1.PDF'), longName: 'Längerer Name.pdf', mimeTag: 'application/pdf', content: Buffer.from('%PDF') },
        { title: Buffer.from('image001.png'), contentId: 'image001@x', content: Buffer.from('png') },
      ],
    });
    expect(mail.parts).toMatchObject([
      { name: 'Längerer Name.pdf', contentType: 'application/pdf', disposition: 'attachment', size: 4, foundIn: 'tnef' },
      { name: 'image001.png', contentType: 'application/octet-stream', disposition: 'inline', contentId: 'image001@x', foundIn: 'tnef' },
    ]);
    expect(mail.text).toBe('see the file');
  });

  test('8-bit names are in the code page of the stream', async () => {
    const mail = await mailWith({
      codepage: 1251,
      files: [{ title: Buffer.from([0xcf, 0xf0, 0xe8, 0x2e, 0x74, 0x78, 0x74]), content: Buffer.from('x') }],
    });
    expect(mail.parts.map((part) => part.name)).toEqual(['При.txt']);
  });

  test('its HTML is the HTML of a mail that has none, its text that of an empty mail', async () => {
    const shape = { text: 'hidden\r\nwords', html: '<p>hidden words ä</p>' };
    expect(await mailWith(shape)).toMatchObject({ text: 'see the file', html: '<p>hidden words ä</p>', parts: [] });
    expect(await mailWith(shape, '')).toMatchObject({ text: 'hidden\nwords' });
    expect(await mailWith({ html: '<p>only rich</p>' }, '')).toMatchObject({ text: 'only rich' });
  });

  test('an attached message becomes a mail file that we can read', async () => {
    const inner: TnefShape = {
      subject: 'Größe',
      text: 'inner text',
      html: '<p>inner</p>',
      files: [{ longName: 'a b.txt', content: Buffer.from('hi') }],
    };
    const mail = await mailWith({ files: [{ message: inner }] });
    expect(mail.parts).toMatchObject([{ name: 'Größe.eml', contentType: 'message/rfc822', foundIn: 'tnef' }]);
    const opened = await parseMail(mail.parts[0]?.content ?? Buffer.alloc(0));
    expect([opened.subject, opened.parts.map((part) => part.name)]).toEqual(['Größe', ['a b.txt']]);
    expect(opened.text).toContain('inner text');
  });

  test('an invalid one stays a file, and a defect says so', async () => {
    const mail = await parseMail(aMail({ attachments: [{ name: 'winmail.dat', content: 'not tnef' }] }));
    expect(mail.parts.map((part) => part.name)).toEqual(['winmail.dat']);
    expect(mail.defects).toEqual([remark('tnef-unreadable', { name: 'winmail.dat' })]);
  });

  test('truncated or changed anywhere, it is read as far as possible', () => {
    const bytes = aTnef({
      subject: 'a',
      text: 'b',
      rtf: compressRtf('{\\rtf1 x}'),
      files: [{ longName: 'a', content: Buffer.from('x'), message: { subject: 'c' } }],
    });
    for (let at = 6; at < bytes.length; at += 1) {
      readTnef(bytes.subarray(0, at));
      const changed = Buffer.from(bytes);
      changed[at] = 0xff;
      readTnef(changed);
    }
  });

  test('messages within messages end', () => {
    let shape: TnefShape = { subject: 'innermost' };
    for (let level = 0; level < 20; level += 1) shape = { subject: `level ${level}`, files: [{ message: shape }] };
    let depth = 0;
    for (let message = readTnef(aTnef(shape)); message; message = message.files[0]?.message ?? null) depth += 1;
    expect(depth).toBe(6);
  });
});

describe('compressed RTF ([MS-OXRTFCP])', () => {
  test('literals, and a reference into what was written', () => {
    expect(decompressRtf(compressRtf('{\\rtf1 abc}'), 1000)).toBe('{\\rtf1 abc}');
    // the dictionary begins with 207 bytes; "abc" stands at 207, and three bytes of it are meant
    expect(decompressRtf(compressRtf('abc', Buffer.from([207 >> 4, ((207 & 15) << 4) | 1]), 6), 1000)).toBe('abcabc');
  });

  test('a reference into the initial dictionary', () => {
    expect(decompressRtf(compressRtf('x', Buffer.from([0, 0x04]), 7), 1000)).toBe('x{\\rtf1');
  });

  test('uncompressed; not RTF; longer than the limit', () => {
    const plain = Buffer.concat([Buffer.from([0, 0, 0, 0, 9, 0, 0, 0]), Buffer.from('MELA'), Buffer.alloc(4), Buffer.from('{\\rtf1 a}')]);
    expect(decompressRtf(plain, 1000)).toBe('{\\rtf1 a}');
    expect(decompressRtf(Buffer.from('{\\rtf1 just text}'), 1000)).toBeNull();
    expect(decompressRtf(compressRtf('a'.repeat(5000)), 100)).toHaveLength(100);
  });
});

describe('RTF', () => {
  test('HTML that Outlook encapsulated in it ([MS-OXRTFEX])', () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Gr\'fc\'dfe {\*\htmltag84 &amp;}\htmlrtf &\htmlrtf0  \u8364?5\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}}`;
    expect(readRtf(rtf)).toEqual({ html: '<p>Grüße &amp; €5</p>', text: '' });
  });

  test('text, without fonts, colours and pictures', () => {
    const rtf = String.raw`{\rtf1\ansi\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\colortbl;\red0;}{\*\generator x;}\f0 one\par \b two\b0\tab \{3\}\line\f1\'cf\'f0{\pict 00ff}\par}`;
    expect(readRtf(rtf)).toEqual({ html: null, text: 'one\ntwo\t{3}\nПр' });
  });

  test('groups without end and without beginning', () => {
    expect(readRtf(`${'{'.repeat(50_000)}\\rtf1 a${'}'.repeat(60_000)} b`).text).toBe('a b');
  });
});
