import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../shared/domain/contacts/contact.ts';
import { languageToThem, languageWritten } from '../../../shared/domain/ingest/client-language.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

const written = (shape: MailShape, visible: string | null = null, asker: string | null = null) => {
  const mail = parseMail(aMail({ subject: 'SUP', ...shape }));
  return languageWritten({ mail, forwarded: null, asker: asker === null ? null : { address: asker, name: null } }, visible);
};

describe('the language of who asks', () => {
  test('is that of the mail', () => {
    expect(written({ text: 'Guten Tag, der Drucker geht nicht.' })).toBe('de');
  });
  test('is that of their own words where the mail quotes another', () => {
    const text = 'Es geht immer noch nicht.\n\nOn Monday Support wrote:\n> Please restart it and tell us whether it works.';
    expect(written({ text }, 'Es geht immer noch nicht.')).toBe('de');
  });
  test('shows in the subject where the mail has no words', () => {
    expect(written({ text: '', subject: 'Drucker geht nicht' })).toBe('de');
  });
  test.each(['Content-Language', 'Accept-Language', 'X-Accept-Language'])('is what %s says where no words do', (field) => {
    expect(written({ text: '4711', headers: { [field]: 'pl-PL, en-US' } })).toBe('pl');
    expect(written({ text: 'The printer is broken, please help.', headers: { [field]: 'pl-PL' } })).toBe('en');
  });
  test("is not what a form's program says", () => {
    expect(written({ text: '4711', headers: { 'Content-Language': 'pl' } }, null, 'alice@fabrikam.example')).toBeNull();
  });
  test("is the client's in a mail that a technician forwards", () => {
    const mail = parseMail(
      aMail({ subject: 'WG: Imprimante', text: 'Bitte Ticket anlegen, danke.', headers: { 'Content-Language': 'de' } }),
    );
    const client = { from: { address: 'a@b.example', name: null }, subject: 'Imprimante', text: 'Bonjour, notre imprimante est en panne.' };
    const forwarded = { mail: { to: [], cc: [], date: null, html: null, ...client }, kind: 'person' as const, address: 'a@b.example' };
    expect(languageWritten({ mail, forwarded: { ...forwarded, sender: { contact: null, client: null } }, asker: null }, null)).toBe('fr');
  });
});

test('an admin decides, then what they write, then what they wrote', () => {
  const contact = (known: Partial<Contact>) => ({ language: null, writesIn: null, ...known }) satisfies Partial<Contact>;
  const cases = [
    [contact({ language: 'fr', writesIn: 'de' }), 'en', 'fr'],
    [contact({ writesIn: 'de' }), 'en', 'en'],
    [contact({ writesIn: 'de' }), null, 'de'],
    [contact({}), null, null],
    [null, 'it', 'it'],
    [null, null, null],
  ] as const;
  for (const [known, language, expected] of cases) expect(languageToThem(known, language)).toBe(expected);
});
