import { describe, expect, test } from 'vitest';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

/** A plain text answer to a mail of ours. */
const answer = (text: string) =>
  replyText({
    from: { address: 'alice@fabrikam.example', name: 'Alice Fabrikam' },
    ...{ text, html: null, subject: 'Re: The printer', inReplyTo: ['<t1@contoso.example>'], references: [] },
  });
const wrote = 'On Mon, Nov 2, 2026 at 9:00 AM Support <support@contoso.example> wrote:';
const block =
  'From: Support <support@contoso.example>\nSent: Monday, 2 November 2026 9:00\nTo: Alice <alice@fabrikam.example>\nSubject: The printer';

// what single programs write: test/fixtures/replies
describe('an answer above the quotation', () => {
  test.each([
    ['Gmail, Apple, Thunderbird', `It works now.\n\n${wrote}\n\n> Please try again.\n>\n> Support`],
    ['an attribution that is quoted too (Apple, some webmailers)', `It works now.\n\n> ${wrote}\n>\n> Please try again.`],
    ['a quotation without any attribution', 'It works now.\n\n> Please try again.\n> Support'],
    ['no quotation marks (Outlook for phones, Yahoo)', `It works now.\n\n${wrote}\n\nPlease try again.\n\nSupport`],
    ['Outlook', `It works now.\n\n${block}\n\nPlease try again.`],
    ['Outlook with a rule', `It works now.\n________________________________\n${block}\n\nPlease try again.`],
    ['Original Message alone', 'It works now.\n\n-------- Ursprüngliche Nachricht --------\n\nPlease try again.'],
    ['Proton', `It works now.\n\n‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\n${wrote}\n\n> Please try again.`],
    ['bars instead of brackets', `It works now.\n\n${wrote}\n\n| Please try again.\n|\n| Support`],
    ['initials instead of brackets', 'It works now.\n\nSU> Please try again.\nSU> Support'],
    [
      'a helpdesk that asks to write above a line',
      'It works now.\n\n##- Please type your reply above this line -##\n\nTicket 4711 was updated.',
    ],
    ['a forward inside of it', `It works now.\n\n---------- Forwarded message ---------\n${block}\n\nPlease try again.`],
  ])('%s', (_, text) => {
    expect(answer(text)).toMatchObject({ text: 'It works now.', trimmed: true, confidence: 'high', html: null });
  });
});

describe('what ends a mail', () => {
  test.each([
    ['a signature below two dashes', 'It works now.\n\n-- \nAlice Fabrikam\nSales, +49 30 1234567'],
    ['the blank behind the dashes lost', 'It works now.\n\n--\nAlice Fabrikam'],
    ['a signature above the quotation', `It works now.\n\n--\nAlice Fabrikam\n\n${wrote}\n\n> Please try again.`],
    ['a signature below the quotation', `It works now.\n\n${wrote}\n\n> Please try again.\n\n-- \nAlice Fabrikam`],
    [
      'a list footer below the quotation',
      `It works now.\n\n${wrote}\n\n> Please try again.\n\n_______________________________________________\nusers mailing list\nusers@lists.example`,
    ],
    ['a rule and a telephone number', 'It works now.\n\n-----\nAlice Fabrikam\nPhone +49 30 1234567'],
    ['a telephone', 'It works now.\n\nSent from my iPhone'],
    ['a telephone, German', 'It works now.\n\nVon meinem iPhone gesendet'],
    ['a telephone, French', 'It works now.\n\nEnvoyé de mon iPhone'],
    ['a telephone, Spanish', 'It works now.\n\nEnviado desde mi Samsung Galaxy'],
    ['a telephone, Korean', 'It works now.\n\n내 iPhone에서 보냄'],
    ['a telephone, Japanese', 'It works now.\n\niPhoneから送信'],
    ['a telephone, Turkish', "It works now.\n\niPhone'umdan gönderildi"],
    ['Outlook for phones with its link', `It works now.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n\n${wrote}\n\nPlease try again.`],
    [
      'a disclaimer',
      'It works now.\n\nThis e-mail and any attachments are confidential and intended for the\naddressee only. If you are not the intended recipient, delete it.',
    ],
    [
      'a disclaimer below the quotation',
      `It works now.\n\n${wrote}\n\n> Please try again.\n\nDiese E-Mail enthält vertrauliche Informationen.`,
    ],
    ['all of them', `It works now.\n\n-- \nAlice\n\nSent from my iPad\n\n${block}\n\nPlease try again.`],
  ])('%s is removed', (_, text) => {
    expect(answer(text)).toMatchObject({ text: 'It works now.', trimmed: true });
  });

  test('the armour of a signed mail is removed, its text is kept', () => {
    const text =
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nIt works now.\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----';
    expect(answer(text).text).toBe('It works now.');
  });
});

describe('answers below and between', () => {
  test('below the quotation: the quotation is removed', () => {
    expect(answer(`${wrote}\n\n> Does it work?\n\nYes, thank you.\n\nAlice`).text).toBe('Yes, thank you.\n\nAlice');
  });

  test('inside the other person’s text, which Outlook does not mark: everything is shown if the writer says so', () => {
    const text = `See my answers in red.\n\n${block}\n\nDoes it print? Yes.`;
    expect(answer(text)).toMatchObject({ text, trimmed: false, confidence: 'low' });
  });

  test('a quotation without attribution above the answer is kept', () => {
    expect(answer('> Does it work?\n\nYes.').text).toBe('> Does it work?\n\nYes.');
  });
});

describe('in doubt a line is kept', () => {
  test.each([
    ['a fresh mail that quotes', '> error 0x80070005\n\nWhat does this mean?\n\n> really?'],
    ['a fresh mail with the header of another', `This came today:\n\n${block}\n\nIs it dangerous?`],
  ])('%s', (_, text) => {
    expect(replyText({ text, html: null, subject: 'A question', inReplyTo: [], references: [] })).toMatchObject({ text, trimmed: false });
  });

  test.each([
    ['nothing but a quotation', '> Does it work?\n> Support'],
    ['nothing but a quotation with its attribution', `${wrote}\n\n> Does it work?`],
    ['nothing but a signature above one', `-- \nAlice\n\n${wrote}\n\n> Does it work?`],
    ['an itinerary', 'Please book:\n\nFrom: Berlin\nTo: Munich\nDate: 3 May\n\nThank you'],
    ['a sentence that somebody wrote', 'On Monday the technician wrote:\nplease reboot.\n\nI did, it did not help.'],
    ['a rule inside the text', 'First part\n\n-----\n\nSecond part, in which I explain the problem further.\n\nCan you help?'],
    ['two dashes and a long text', `Hello\n\n--\n${'A line of text that goes on and says something of weight.\n'.repeat(20)}`],
    ['"Sent from" in a sentence', 'The parcel was\n\nSent from warehouse 3'],
    ['a telephone that somebody speaks of', 'My iPhone does not ring.\n\nAndroid works'],
    ['a prompt', 'PS> Get-Mailbox\nPS> Get-User'],
    ['a closing', 'It works now.\n\nBest regards,\nAlice'],
    ["an answer with nothing above Outlook's block", `${block}\n\nDoes it work?\n\nYes`],
    ['nothing at all', ''],
  ])('%s', (_, text) => {
    expect(answer(text)).toMatchObject({ text, trimmed: false });
  });
});

describe('a forward', () => {
  const forward = (text: string) => replyText({ text, html: null, subject: 'FW: The printer' });

  test("leaves the forwarder's own words", () => {
    expect(forward(`Can you look at this?\n\n---------- Forwarded message ---------\n${block}\n\nIt is broken.`).text).toBe(
      'Can you look at this?',
    );
    expect(forward(`Can you look at this?\n\n${block}\n\nIt is broken.`).text).toBe('Can you look at this?');
  });

  test('without a message of its own is empty, and its segments hold the whole text', () => {
    const text = `${block}\n\nIt is broken.`;
    const reply = forward(text);
    expect(reply).toMatchObject({ text: '', trimmed: true });
    expect(reply.segments.map((segment) => segment.text).join('\n')).toBe(text);
  });
});

describe('segments', () => {
  test('hold the whole text in order, each with what it is', () => {
    const text = `It works now.\n\n-- \nAlice\n\n${wrote}\n\n> Please try again.`;
    const { segments } = answer(text);
    expect(segments.map(({ kind, shown }) => [kind, shown])).toEqual([
      ['reply', true],
      ['signature', false],
      ['attribution', false],
      ['quotation', false],
    ]);
    expect(segments.map((segment) => segment.text).join('\n')).toBe(text);
  });

  test('CRLF becomes LF', () => {
    expect(answer('a\r\nb\r\n\r\n> c').text).toBe('a\nb');
  });
});
