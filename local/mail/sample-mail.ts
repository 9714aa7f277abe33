import { randomUUID } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import MailComposer from 'nodemailer/lib/mail-composer';

/**
 * A mail as clients write them: text and HTML, a picture inside and a file. Its Message-ID is a new
 * one each time. Resolves with raw bytes.
 */
export function sampleMail(from: string, to: string): Promise<Buffer> {
  const composer = new MailComposer({
    from: { name: from === 'alice@fabrikam.example' ? 'Alice Ames' : '', address: from },
    to,
    subject: 'The label printer prints blank labels – since this morning',
    messageId: `<${randomUUID()}@client.example>`,
    text: 'Hello,\n\nsince this morning our label printer prints blank labels. The display shows this:\n\n[picture]\n\nThe report of its self-test is attached.\n\nRegards\nAlice\n',
    html: '<p>Hello,</p><p>since <b>this morning</b> our label printer prints blank labels. The display shows this:</p><p><img src="cid:display" alt="the display"></p><p>The report of its self-test is attached.</p><p>Regards<br>Alice</p>',
    attachments: [
      { filename: 'display.png', contentType: 'image/png', content: picture(160, 60), cid: 'display', contentDisposition: 'inline' },
      {
        filename: 'self-test.csv',
        contentType: 'text/csv',
        content: 'test,result\nhead temperature,ok\nribbon,not found\nlabel sensor,ok\n',
      },
    ],
  });
  return composer.compile().build();
}

/** A PNG of a red frame on grey. */
function picture(width: number, height: number): Buffer {
  const isFrame = (x: number, y: number) => x < 4 || y < 4 || x >= width - 4 || y >= height - 4;
  const rows = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (__, x) => (isFrame(x, y) ? [200, 30, 30] : [225, 228, 232])).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel, red green blue
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
