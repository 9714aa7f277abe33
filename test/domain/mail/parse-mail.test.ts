import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail } from '../../support/a-mail.ts';
import { rawMail } from '../../support/raw-mail.ts';

describe('what a mail says', () => {
  test('addresses, subject, date, ids and the text', async () => {
    const mail = await parseMail(
      aMail({
        cc: 'Bob <bob@fabrikam.example>, carol@fabrikam.example',
        inReplyTo: '<root@x>',
        references: ['<root@x>', '<next@x>'],
        text: 'Hello\n',
      }),
    );
    expect(mail).toMatchObject({
      from: { address: 'alice@fabrikam.example', name: 'Alice Fabrikam' },
      to: [{ address: 'support@contoso.example', name: null }],
      cc: [
        { address: 'bob@fabrikam.example', name: 'Bob' },
        { address: 'carol@fabrikam.example', name: null },
      ],
      subject: 'The printer is out of paper',
      date: new Date('2026-11-02T08:00:00Z'),
      messageId: '<first@fabrikam.example>',
      messageIdMissing: false,
      inReplyTo: ['<root@x>'],
      references: ['<root@x>', '<next@x>'],
      text: 'Hello\n',
      html: null,
      parts: [],
      defects: [],
    });
  });

  test('an alternative is shown once, in both forms', async () => {
    const mail = await parseMail(aMail({ text: 'plain', html: '<p>rich</p>' }));
    expect([mail.text, mail.html]).toEqual(['plain', '<p>rich</p>']);
  });

  test('the text is made from the HTML when there is no other, also when it is empty', async () => {
    expect((await parseMail(aMail({ html: '<p>only <b>rich</b></p>' }))).text).toBe('only rich');
    expect((await parseMail(aMail({ text: ' \r\n', html: '<p>only rich</p>' }))).text).toBe('only rich');
  });

  test('a text beside an HTML (the footer of a list) is in both forms', async () => {
    const mail = await parseMail(
      rawMail(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/html',
        '',
        '<p>news</p>',
        '--b',
        '',
        'a < b',
        '--b--',
      ),
    );
    expect(mail.text).toBe('news\na < b');
    expect(mail.html).toBe('<p>news</p>\n<div>a &lt; b</div>');
  });

  test('files: name, type, bytes, digest, location', async () => {
    const content = Buffer.from([0, 1, 2, 255]);
    const { parts } = await parseMail(
      aMail({
        attachments: [
          { name: 'a.bin', content },
          { type: 'image/png', contentId: 'logo', disposition: 'inline', content },
        ],
      }),
    );
    expect(parts).toMatchObject([
      { name: 'a.bin', contentType: 'application/octet-stream', disposition: 'attachment', contentId: null, size: 4, foundIn: 'mail' },
      { name: null, contentType: 'image/png', disposition: 'inline', contentId: 'logo', size: 4 },
    ]);
    expect(parts.map((part) => Buffer.from(part.content))).toEqual([content, content]);
    expect(parts[0]?.sha256).toBe('3d1f57c984978ef98a18378c8166c1cb8ede02c03eeb6aee7e2f121dfeee3e56');
  });

  test('a named text is a file, but the only text of a mail is its body', async () => {
    const named = ['Content-Type: text/plain; name=log.txt', 'Content-Disposition: inline; filename=log.txt', '', 'line 1'];
    const beside = await parseMail(
      rawMail('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'see the log', '--b', ...named, '--b--'),
    );
    expect([beside.text, beside.parts.map((part) => part.name)]).toEqual(['see the log', ['log.txt']]);
    const alone = await parseMail(rawMail(...named));
    expect([alone.text, alone.parts]).toEqual(['line 1\n', []]);
  });

  test('an attached mail keeps its bytes and is named after its subject; parts of a report stay parts', async () => {
    const inner = aMail({ subject: '=?utf-8?Q?=C3=84rger?=' });
    const mail = await parseMail(
      aMail({
        report: 'delivery-status',
        attachments: [
          { type: 'message/delivery-status', content: 'Action: failed\r\n' },
          { type: 'message/rfc822', content: inner },
        ],
      }),
    );
    expect(mail.parts.map((part) => [part.name, part.contentType])).toEqual([
      [null, 'message/delivery-status'],
      ['Ärger.eml', 'message/rfc822'],
    ]);
    expect(Buffer.from(mail.parts[1]?.content ?? []).equals(inner)).toBe(true);
  });

  test('clear-signed content is read, its signature is a part', async () => {
    const mail = await parseMail(
      rawMail(
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=s',
        '',
        '--s',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'signed words',
        '--b',
        'Content-Type: application/pdf; name=a.pdf',
        '',
        '%PDF-1.7',
        '--b--',
        '--s',
        'Content-Type: application/pkcs7-signature; name=smime.p7s',
        'Content-Transfer-Encoding: base64',
        '',
        'MIIB',
        '--s--',
      ),
    );
    expect(mail.text).toBe('signed words');
    expect(mail.parts.map((part) => [part.name, part.foundIn])).toEqual([
      ['a.pdf', 'signed'],
      ['smime.p7s', 'mail'],
    ]);
  });

  test('what is encrypted or signed as a whole stays a file, and a defect says so', async () => {
    const mail = await parseMail(rawMail('Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', '', 'MIIB'));
    expect(mail).toMatchObject({ text: '', parts: [{ name: 'smime.p7m' }] });
    expect(mail.defects.at(-1)).toEqual(remark('sealed'));
  });

  test('format=flowed: lines that continue are joined, quotation and signature are kept', async () => {
    const mail = await parseMail(
      rawMail('Content-Type: text/plain; format=flowed', '', 'a long ', 'line', '> quoted ', '> words', ' >stuffed', '-- ', 'Alice'),
    );
    expect(mail.text).toBe('a long line\n> quoted words\n>stuffed\n-- \nAlice\n');
  });
});

describe('Content-Transfer-Encoding', () => {
  const decoded = async (encoding: string, ...lines: string[]) => {
    const { parts } = await parseMail(rawMail('Content-Type: application/x-y', `Content-Transfer-Encoding: ${encoding}`, '', ...lines));
    return Buffer.from(parts[0]?.content ?? []).toString('latin1');
  };
  const cases: [string, string[], string][] = [
    ['base64', ['aGVs', 'bG8='], 'hello'],
    ['base64', ['aGVs', 'bG8'], 'hello'],
    ['base64 (sic)', ['aGU=', 'bGxv'], 'hello'],
    ['BASE64', ['aGVsbG8=', '_______', 'a list, its footer'], 'hello'],
    ['base64', ['aGVsbG8= ignored'], 'hello'],
    ['base64', ['aGVsbG8=', '', '-- ', 'a scanner, its footer'], 'hello'],
    ['base64', ['aGVsbG8h', '', '_______', 'a list, its footer'], 'hello!'],
    ['base64', ['', 'aGVsbG8h', '', 'aGVsbG8='], 'hello!hello'],
    ['quoted-printable', ['a=3Db =', 'c=20=E4=XY'], 'a=b c \xe4=XY\r\n'],
    ['x-uuencode', ['begin 644 a.txt', '%:&5L;&\\', '`', 'end'], 'hello'],
    ['8bit', ['as it is'], 'as it is\r\n'],
  ];
  test.each(cases)('%s %j', async (encoding, lines, expected) => {
    expect(await decoded(encoding, ...lines)).toBe(expected);
  });

  test('a part of a megabyte and more is decoded in pieces, whatever its lines are', async () => {
    const content = Buffer.alloc(2_000_003, 'psa-email');
    for (const length of [76, 64, 74, 73]) {
      const lines = content.toString('base64').match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
      const { parts } = await parseMail(rawMail('Content-Type: application/pdf', 'Content-Transfer-Encoding: base64', '', ...lines));
      expect(Buffer.from(parts[0]?.content ?? []).equals(content)).toBe(true);
    }
  });

  test('text that is only declared base64 is shown unchanged', async () => {
    const mail = await parseMail(rawMail('Content-Type: text/plain', 'Content-Transfer-Encoding: base64', '', 'this is no base64 at all'));
    expect(mail.text).toBe('this is no base64 at all\n');
  });
});
