import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { aMail } from '../../support/a-mail.ts';
import { aZip } from '../../support/a-zip.ts';
import { compoundFile, docx, judge, latin1 } from '../../support/judged-files.ts';

describe('ordinary files are kept, without remarks', () => {
  test.each<[string, string | Uint8Array]>([
    ['fine.txt', 'fine'],
    ['MZ-Fahrer.txt', 'MZ und Simson, eine Liste'],
    ['Bericht.2026.pdf', '%PDF-1.7\n'],
    ['scan.pdf', '\n\n%PDF-1.4\n'],
    ['photo.jpg', latin1('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['photo.jpg', latin1('\x89PNG\r\n\x1a\n')],
    ['❤️ photo.png', latin1('\x89PNG\r\n\x1a\n')],
    ['photo.heic', '\0\0\0\x18ftypheic\0\0\0\0'],
    ['video.mov', '\0\0\0\x14ftypqt  '],
    ['list.csv', 'name;value\r\na;1\r\n'],
    ['server.log', '2026-11-02 powershell -enc xyz; WScript.Shell; #!/bin/sh; @echo off; MZ'],
    ['page.html', '<!doctype html><html><body><p>hello</p></body></html>'],
    ['mail.eml', aMail({ text: 'hello', attachments: [{ name: 'a.pdf', content: '%PDF-1.7' }] })],
    ['mail.msg', compoundFile()],
    ['old.doc', compoundFile()],
    ['old.doc', '{\\rtf1 x}'],
    ['meeting.ics', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'],
    ['card.vcf', 'BEGIN:VCARD\r\nEND:VCARD\r\n'],
    ['letter.docx', docx()],
    ['letter.docx', docx({ name: 'word/embeddings/sheet1.xlsx', content: 'x' })],
    ['letter.odt', aZip([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' }])],
    ['files.zip', aZip([{ name: 'a/' }, { name: 'a/b.txt', content: 'x' }, { name: 'a/c.docx', content: docx() }])],
    ['logs.tar.gz', gzipSync(Buffer.alloc(1024))],
    ['logs.gz', gzipSync('log\n'.repeat(100_000))],
    ['signed.pdf.p7m', latin1('0\x82\x01')],
    ['empty.pdf', ''],
    ['', 'x'],
  ])('%s: %#', (name, content) => {
    expect(judge(name, content)).toEqual({ blocked: null, flags: [] });
  });
});

describe('worth knowing', () => {
  test.each<[string, string, string | Uint8Array, string]>([
    ['macros', 'a.docm', docx({ name: 'word/vbaProject.bin' }), 'It holds macros.'],
    ['macros of the old kind', 'a.xls', compoundFile('_VBA_PROJECT'), 'It holds macros.'],
    ['an embedded object', 'a.docx', docx({ name: 'word/embeddings/oleObject1.bin' }), 'It holds an embedded object.'],
    [
      'a template from the network',
      'a.docx',
      docx({
        name: 'word/_rels/settings.xml.rels',
        content: '<Relationship Id="1" Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/>',
      }),
      'It loads a template from the network.',
    ],
    ['encrypted Office', 'a.docx', compoundFile('EncryptedPackage'), 'It is encrypted: nobody could look into it.'],
    ['encrypted ZIP', 'a.zip', aZip([{ name: 'a.txt', content: 'x', encrypted: true }]), 'It is encrypted: nobody could look into it.'],
    ['macros in an archive', 'a.zip', aZip([{ name: 'a.docm', content: docx({ name: 'word/vbaProject.bin' }) }]), 'It holds macros.'],
    ['another type', 'a.pdf', '<html><p>hello</p></html>', 'Its name ends in .pdf, but its content is something else.'],
    ['another type', 'a.docx', '%PDF-1.7', 'Its name ends in .docx, but its content is a PDF.'],
    ['two extensions', 'a.pdf.html', '<p>', 'Its name has two extensions, .pdf and .html.'],
    ['hidden characters', 'a\u2066b.txt', 'x', 'Its name holds characters that are not shown.'],
    [
      'a page that builds a file',
      'a.html',
      '<html><script>new Blob([atob("TVo=")])</script></html>',
      'It is a page that may build a file and offer it.',
    ],
    ['an SVG with a script', 'a.svg', '<svg xmlns="x" onload="x()"/>', 'It is a page with a script.'],
    ['a PDF with a script', 'a.pdf', '%PDF-1.7 /OpenAction << /S /JavaScript >>', 'It holds a script or starts a program.'],
    ['an archive of a kind that is not opened', 'a.rar', 'Rar!\x1a\x07\x01\0', 'It is an archive that was not looked into.'],
    ['a damaged archive', 'a.zip', 'PK\x03\x04', 'It is a ZIP archive that is damaged.'],
  ])('%s: %s', (_, name, content, flag) => {
    expect(judge(name, content)).toEqual({ blocked: null, flags: [flag] });
  });
});

test('a declared type that is not the content, when the name promises nothing', () => {
  expect(judge(null, '%PDF-1.7', 'image/png').flags).toEqual(['It is declared as image/png, but its content is a PDF.']);
  expect(judge('list.csv', 'a;b', 'application/vnd.ms-excel').flags).toEqual([]);
  expect(judge(null, latin1('\x89PNG\r\n'), 'image/png').flags).toEqual([]);
});
