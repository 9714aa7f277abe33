import { expect, test } from 'vitest';
import { partReferences } from '../../../shared/domain/mail/part-references.ts';

/** The names by which the HTML of a mail may refer to a picture in it. */
const part = (contentId: string | null, contentLocation: string | null, name: string | null) => ({ contentId, contentLocation, name });
const find = partReferences([
  { part: part('logo@fabrikam.example', null, 'logo.png'), url: '/0' },
  { part: part('scan001.png', null, null), url: '/1' },
  { part: part(null, 'page2.png', null), url: '/2' },
  { part: part(null, 'https://fabrikam.example/floors/plan%201.png', null), url: '/3' },
  { part: part('image001.png@01DA', null, 'image001.png'), url: '/4' },
  { part: part('bad@fabrikam.example', null, 'bad.svg'), url: null },
]);

test.each([
  ['its Content-ID', 'cid:logo@fabrikam.example', '/0'],
  ['its Content-ID, escaped', 'CID:logo%40fabrikam.example', '/0'],
  ['its Content-ID with the brackets', 'cid:<logo@fabrikam.example>', '/0'],
  ['its bare Content-ID', 'scan001.png', '/1'],
  ['its Content-Location', 'page2.png', '/2'],
  ['its Content-Location, a whole address', 'https://fabrikam.example/floors/plan 1.png', '/3'],
  ['the end of its Content-Location', 'plan%201.png', '/3'],
  ['its file name', './image001.png', '/4'],
  ['where it lay on the sender’s disk', 'file:///C:/Users/a/AppData/Temp/msohtmlclip1/01/image001.png', '/4'],
  ['where it lay on the sender’s disk, in the way of Windows', 'C:\\Temp\\image001.png', '/4'],
  ['the Content-ID of a blocked file', 'cid:bad@fabrikam.example', null],
  ['nothing of the mail', 'cid:other@fabrikam.example', null],
  ['a picture from afar that has the name of a file', 'https://tracker.example/logo.png', null],
  ['a name of no file', 'x.png', null],
  ['nothing', '', null],
])('%s', (_, reference, url) => {
  expect(find(reference)).toBe(url);
});
