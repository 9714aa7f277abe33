import { expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { rawMail } from '../../support/raw-mail.ts';

/** The names by which the HTML refers to a part (RFC 2392, RFC 2557). */
const picture = async (...fields: string[]) => {
  const type = 'Content-Type: multipart/related; boundary=b';
  const mail = await parseMail(rawMail(type, '', '--b', 'Content-Type: text/html', '', '<p>x</p>', '--b', ...fields, '', 'x', '--b--'));
  return mail.parts[0];
};

test.each([
  ['in brackets', '<plan@fabrikam.example>', 'plan@fabrikam.example'],
  ['without brackets', 'plan@fabrikam.example', 'plan@fabrikam.example'],
  ['with a remark', '(the plan) <plan@fabrikam.example>', 'plan@fabrikam.example'],
  ['as an encoded word within brackets', '<=?utf-8?Q?B=C3=BCro=2Epng?=>', 'Büro.png'],
  ['as an encoded word, brackets and all', '=?us-ascii?Q?=3Cplan=40fabrikam=2Eexample=3E?=', 'plan@fabrikam.example'],
  ['that says nothing', '<>', null],
])('a Content-ID %s', async (_, value, expected) => {
  expect((await picture('Content-Type: image/png', `Content-ID: ${value}`))?.contentId).toBe(expected);
});

test.each([
  ['a whole address', 'https://fabrikam.example/plan.png', 'https://fabrikam.example/plan.png'],
  ['a name alone', 'plan.png', 'plan.png'],
  ['a long one that was folded', 'https://fabrikam.example/\r\n  floors/plan.png', 'https://fabrikam.example/floors/plan.png'],
  ['in quotes', '"plan.png"', 'plan.png'],
  ['as encoded words', '=?utf-8?Q?B=C3=BCro?=\r\n =?utf-8?Q?=2Epng?=', 'Büro.png'],
])('a Content-Location: %s', async (_, value, expected) => {
  expect((await picture('Content-Type: image/png', `Content-Location: ${value}`))?.contentLocation).toBe(expected);
});

test('a part without a Content-Location has none', async () => {
  expect(await picture('Content-Type: image/png')).toMatchObject({ contentId: null, contentLocation: null });
});
