import { describe, expect, test } from 'vitest';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

const wrote = 'On Mon, Nov 2, 2026 at 9:00 AM Support <support@contoso.example> wrote:';
const tom = { address: 'tom.ebert@fabrikam.example', name: 'Tom Ebert' };
const reply = (text: string, from: { address: string; name: string | null } = tom) =>
  replyText({ from, text, html: null, subject: 'Re: Badge reader', inReplyTo: ['<t1@contoso.example>'] }).text;
const rules = [
  '----------------',
  '- - - - - -',
  '=====================',
  '____________________',
  '####################',
  '********',
  '~~~~~~',
  '─────',
];

describe("what is below a customer's own rule is shown", () => {
  test.each<[string, string[]]>([
    ['what a display shows', ['Access Denied', 'Reader Offline']],
    ['colleagues with their addresses', ['Lena Gruber, lena.gruber@fabrikam.example', 'Omar Saleh, omar.saleh@fabrikam.example']],
    ['colleagues by name', ['Lena Gruber', 'Omar Saleh']],
    ['colleagues and the writer', ['Tom Ebert', 'Lena Gruber', 'Omar Saleh']],
    [
      'colleagues and the writer with their addresses',
      ['Tom Ebert, tom.ebert@fabrikam.example', 'Lena Gruber, lena.gruber@fabrikam.example'],
    ],
    ['whom to call', ['Lena Gruber', '+49 30 1234567']],
    ['an address of a machine', ['Server 3', 'http://10.0.0.3/login']],
    ['a number', ['Invoice 4711', 'GMBH Muster']],
    ['a sentence with the own name', ['Tom said that it broke', 'Call +49 30 1234567']],
    ['Japanese', ['アクセス拒否', '読取装置 停止']],
    ['German', ['Zugang Verweigert', 'Leser Gestört']],
    ['a serial number', ['SN 0049 30 1234567']],
  ])('%s', (_, below) => {
    for (const rule of rules) {
      for (const quotation of ['', `\n\n${wrote}\n> We have received your request.`]) {
        const own = `since this morning its display shows\n\n${rule}\n${below.join('\n')}`;
        expect(reply(`${own}${quotation}`)).toBe(own);
      }
    }
  });

  test('also below the quotation that it answers', () => {
    const own = '----------------\nLena Gruber\nOmar Saleh';
    expect(reply(`${wrote}\n> Who needs a badge?\n\n${own}`)).toContain('Omar Saleh');
  });

  test('and if the author of the mail is not known', () => {
    const text = 'It works now.\n\n-----\nAlice Fabrikam\nPhone +49 30 1234567';
    expect(replyText({ text, html: null, subject: 'Re: x' }).text).toBe(text);
  });
});

describe('a signature below a rule is removed if it names the author of the mail', () => {
  test.each<[string, string, { address: string; name: string | null }?]>([
    ['by name', 'Tom Ebert\nFabrikam Ltd, Berlin\nPhone +49 30 1234567'],
    ['by name, in capitals', 'TOM EBERT\nPhone +49 30 1234567'],
    ['by first name alone', 'Tom'],
    ['by surname first', 'Ebert, Tom\nwww.fabrikam.example'],
    ['by address', 'The badge team\ntom.ebert@fabrikam.example'],
    ['by address alone, where From has no name', 'Tom\n+49 30 1234567', { address: 'tom.ebert@fabrikam.example', name: null }],
    ['with the address of the firm', 'Tom Ebert\nE-Mail: office@fabrikam.example\nwww.fabrikam.example'],
    ['with accents', 'Jörg Müller\nTel. +49 30 1234567', { address: 'jm@fabrikam.example', name: 'Jörg Müller' }],
    ['without the accents', 'Lukasz Niemier\nTel. +48 22 123 45 67', { address: 'ln@fabrikam.example', name: 'Łukasz Niemier' }],
    ['in Japanese', '山田太郎\nTel: 03-1234-5678', { address: 'taro@fabrikam.example', name: '山田太郎' }],
  ])('%s', (_, below, from = tom) => {
    for (const rule of rules) {
      expect(reply(`It works now.\n\n${rule}\n${below}`, from)).toBe('It works now.');
      expect(reply(`It works now.\n\n${rule}\n${below}\n\n${wrote}\n\n> Please try again.`, from)).toBe('It works now.');
    }
  });

  test('the footer of a mailing list is removed as well', () => {
    const footer = 'users mailing list\nusers@lists.fabrikam.example\nhttps://lists.fabrikam.example/listinfo/users';
    expect(reply(`It works now.\n\n_______________________________________________\n${footer}`)).toBe('It works now.');
    expect(reply(`It works now.\n\n${wrote}\n\n> Please try again.\n\n_______________________________________________\n${footer}`)).toBe(
      'It works now.',
    );
  });
});
