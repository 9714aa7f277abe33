import { describe, expect, test } from 'vitest';
import { linesFromText } from '../../../shared/domain/body/body-line.ts';
import { attributionAt } from '../../../shared/domain/reply/attribution.ts';

const read = (text: string) => attributionAt(linesFromText(text), 0);
const A = 'Alice Fabrikam <alice@fabrikam.example>';

describe('the line above a quotation', () => {
  // as Gmail, Apple Mail, Thunderbird, Yahoo, Outlook for phones and webmailers word it, one or
  // more of each language
  test.each([
    ['en', `On Mon, Nov 2, 2026 at 9:00 AM ${A} wrote:`],
    ['en, Apple', `On 2 Nov 2026, at 09:00, ${A} wrote:`],
    ['en, Yahoo', `On Monday, November 2, 2026, 09:00:00 AM GMT+1, ${A} wrote:`],
    [
      'en, Outlook for phones',
      'On Mon, Nov 2, 2026 at 12:12 AM -0800, "Alice" <alice@fabrikam.example<mailto:alice@fabrikam.example>> wrote:',
    ],
    ['en, Thunderbird', 'On 11/2/26 09:00, Alice Fabrikam wrote:'],
    ['en, mutt', 'On Mon, Nov 02, 2026 at 09:00:00AM +0000, Alice Fabrikam wrote:'],
    ['en, Zoho', '---- On Mon, 02 Nov 2026 09:00:00 +0100 Alice<alice@fabrikam.example> wrote ----'],
    ['en, Horde', `Quoting ${A}:`],
    ['en, without commas', 'On Mon Nov 2 2026 at 9:00 Alice Fabrikam wrote:'],
    ['nl, Outlook for the Mac', 'Op 02/11/2026 09:00 heeft Alice Fabrikam <alice@fabrikam.example> geschreven:'],
    ['en, author first', `${A} wrote on Mon, 2 Nov 2026 at 09:00:`],
    ['de', `Am Mo., 2. Nov. 2026 um 09:00 Uhr schrieb ${A}:`],
    ['de, author first', `${A} schrieb am Mo., 2. Nov. 2026, 09:00:`],
    ['de, Thunderbird', 'Am 02.11.26 um 09:00 schrieb Alice Fabrikam:'],
    ['de, K-9', `Am 2. November 2026 09:00:00 MEZ schrieb ${A}:`],
    ['de, Horde', `Zitat von ${A}:`],
    ['fr', `Le lun. 2 nov. 2026 à 09:00, ${A} a écrit :`],
    ['es', 'El lun, 2 nov 2026 a las 9:00, Alice (<alice@fabrikam.example>) escribió:'],
    ['ca', `${A} va escriure el dia 2 de nov. 2026 a les 9:00:`],
    ['it', `Il giorno lun 2 nov 2026 alle ore 09:00 ${A} ha scritto:`],
    ['pt-BR', `Em seg., 2 de nov. de 2026 às 09:00, ${A} escreveu:`],
    ['pt-PT', `${A} escreveu (segunda, 2/11/2026 à(s) 09:00):`],
    ['nl', `Op ma 2 nov 2026 om 09:00 schreef ${A}:`],
    ['nl, Apple', `Op 2 nov. 2026, om 09:00 heeft ${A} het volgende geschreven:`],
    ['sv', `Den mån 2 nov. 2026 kl 09:00 skrev ${A}:`],
    ['da', `Den man. 2. nov. 2026 kl. 09.00 skrev ${A}:`],
    ['nb', `man. 2. nov. 2026 kl. 09:00 skrev ${A}:`],
    ['fi', 'ma 2. marrask. 2026 klo 9.00 Alice (alice@fabrikam.example) kirjoitti:'],
    ['is', `Þann mán., 2. nóv. 2026 kl. 09:00 skrifaði ${A}:`],
    ['et', `Kuupäev E, 2. november 2026 kell 09:00 kirjutas ${A}:`],
    ['lv', 'Pirmd., 2026. g. 2. nov., plkst. 09:00 — lietotājs Alice (<alice@fabrikam.example>) rakstīja:'],
    ['lt', `2026-11-02, pr, 09:00 ${A} rašė:`],
    ['pl', `pon., 2 lis 2026 o 09:00 ${A} napisał(a):`],
    ['pl, Thunderbird', 'W dniu 2.11.2026 o 09:00, Alice Fabrikam pisze:'],
    ['cs', `po 2. 11. 2026 v 9:00 odesílatel ${A} napsal:`],
    ['cs, Thunderbird', 'Dne 02. 11. 26 v 9:00 Alice Fabrikam napsal(a):'],
    ['sk', `po 2. 11. 2026 o 9:00 ${A} napísal(a):`],
    ['hu', `${A} ezt írta (időpont: 2026. nov. 2., H, 9:00):`],
    ['ro', `În lun., 2 nov. 2026 la 09:00, ${A} a scris:`],
    ['bg', `На пн, 2.11.2026 г. в 9:00 ${A} написа:`],
    ['hr', `pon, 2. stu 2026. u 09:00 ${A} napisao je:`],
    ['sr', `пон, 2. нов 2026. у 09:00 ${A} је написао/ла:`],
    ['sl', `V V pon., 2. nov. 2026 ob 09:00 je oseba ${A} napisala:`],
    ['el', `Στις Δευ 2 Νοε 2026 στις 9:00 π.μ., ο χρήστης ${A} έγραψε:`],
    ['tr', `${A}, 2 Kas 2026 Pzt, 09:00 tarihinde şunu yazdı:`],
    ['ru', `пн, 2 нояб. 2026 г. в 09:00, ${A}:`],
    ['ru, Thunderbird', '02.11.2026 9:00, Alice Fabrikam пишет:'],
    ['ru, Yandex', '02.11.2026, 09:00, "Alice" <alice@fabrikam.example>:'],
    ['uk', `пн, 2 лист. 2026 р. о 09:00 ${A} пише:`],
    ['he', '‫בתאריך יום ב׳, 2 בנוב׳ 2026 ב-9:00 מאת ‪Alice‬‏ <‪alice@fabrikam.example‬‏>:‬'],
    ['ar', `في الاثنين، ٢ نوفمبر ٢٠٢٦ في ٩:٠٠ ص تمت كتابة ما يلي بواسطة ${A}:`],
    ['ja', '2026年11月2日(月) 9:00 Alice <alice@fabrikam.example>:'],
    ['ko', '2026년 11월 2일 (월) 오전 9:00, Alice <alice@fabrikam.example>님이 작성:'],
    ['zh-CN', 'Alice <alice@fabrikam.example> 于2026年11月2日周一 09:00写道：'],
    ['zh-TW', 'Alice <alice@fabrikam.example> 於 2026年11月2日 週一 上午9:00寫道：'],
    ['th', `ในวันที่ จ. 2 พ.ย. 2026 เวลา 09:00 ${A} เขียนว่า:`],
    ['vi', `Vào Th 2, 2 thg 11, 2026 vào lúc 09:00 ${A} đã viết:`],
    ['id', `Pada tanggal Sen, 2 Nov 2026 pukul 09.00 ${A} menulis:`],
    ['Gmail without a wording', '2026-11-02 9:00 GMT+01:00 Alice Fabrikam <alice@fabrikam.example>:'],
    ['GroupWise', '>>> Alice Fabrikam <alice@fabrikam.example> 11/2/2026 9:00 AM >>>'],
    ['Notes', 'Alice Fabrikam ---11/02/2026 09:00:15 AM---The printer is out of paper'],
    ['Domino web', '-----Alice Fabrikam <alice@fabrikam.example> wrote: -----'],
  ])('%s: is sure, whatever follows', (_, line) => {
    expect(read(line)).toEqual({ lines: 1, sure: true });
  });

  test('is joined if the program wrapped it', () => {
    expect(read('On Mon, Nov 2, 2026 at 9:00 AM Alice Fabrikam <\nalice@fabrikam.example> wrote:')).toEqual({ lines: 2, sure: true });
    expect(read('Le 2 nov. 2026 09:00, "Alice Fabrikam"\n<alice@fabrikam.example>\na écrit :')).toEqual({ lines: 3, sure: true });
    expect(read(`${A} schrieb am Mo., 2. Nov. 2026\num 09:00 Uhr:`)).toEqual({ lines: 2, sure: true });
    expect(read('On Mon, Nov 2, 2026 at 9:00 AM Alice <alice@fabrikam.example\n> wrote:')).toEqual({ lines: 2, sure: true });
  });

  const bare = 'alice@fabrikam.example';
  test.each([
    ['a bracket alone, with blank lines (Spark)', `On Mon, 2 Nov 2026 at 09:00 Alice\n\n<\nmailto:Alice <${bare}>\n> wrote:`],
    ['a bracket alone', `On Mon, 2 Nov 2026 at 09:00 Alice\n<\nmailto:${bare}\n> wrote:`],
    ['each bracket alone', `On Mon, 2 Nov 2026 at 09:00 Alice\n<\n${bare}\n>\nwrote:`],
    ['the address between blank lines', `On Mon, 2 Nov 2026 at 09:00, Alice\n\n<${bare}>\n\nwrote:`],
    ['German', `Am 2. November 2026, 09:00 +0100 schrieb Alice\n\n<\n${bare}\n>:`],
    ['French', `Le 2 nov. 2026 à 09:00, Alice\n\n<\nmailto:${bare}\n> a écrit :`],
    ['Spanish', `El 2 nov 2026 09:00, Alice <\n\n${bare}\n\n> escribió:`],
    ['Dutch', `Op 2 nov. 2026 09:00 +0100 schreef Alice\n\n<\n${bare}\n>:`],
    ['Russian', `2 нояб. 2026 г., 09:00 +0300, Alice\n\n<\n${bare}\n>, писал:`],
    ['mailto in square brackets', `On Mon, Nov 2, 2026 at 9:00 AM Alice [mailto:${bare}]\nwrote:`],
    ['Markdown', `On Mon, Nov 2, 2026 at 9:00 AM Alice <[${bare}](mailto:${bare})>\nwrote:`],
  ])('is joined across empty lines and brackets: %s', (_, text) => {
    expect(read(text)).toEqual({ lines: text.split('\n').length, sure: true });
  });

  test.each([
    ['a picture below it', 'On 2 November 2026 at 9:00 the server died\n\n<screenshot.png>\n\nPlease look.'],
    ['words of the writer', `On 2 November 2026 at 9:00 our server died\n\n<${bare}> wrote:`],
    ['an attribution of its own below it', `The server died on 2 November 2026 at 9:00\n\nAlice <${bare}> wrote:`],
    ['a quotation below it', 'Restarted on 2 November 2026 at 9:00\n\n> wrote:'],
  ])('is none with %s', (_, text) => {
    expect(read(text)).toBeNull();
  });

  test.each([
    ['a name only', 'Alice Fabrikam wrote:'],
    ['a date without a time', 'El jueves, 2 de noviembre de 2026, Alice escribió:'],
    ['a bare address', 'I asked alice@fabrikam.example and she wrote:'],
    ['words of the writer', 'On Monday, 2 November 2026, at 9:00 our router died and my colleague wrote:'],
  ])('with %s it needs a quotation below it', (_, line) => {
    expect(read(line)).toEqual({ lines: 1, sure: false });
  });

  test.each([
    ['no colon', 'On Monday Alice wrote that the printer is broken.'],
    ['nobody wrote', 'On 2 November 2026 this happened:'],
    ['a list begins', 'Please do the following:'],
    ['another sentence before it', 'It broke in 2026.\nThen the colleague wrote:'],
    ['nothing', ''],
  ])('%s: is none', (_, line) => {
    expect(read(line)).toBeNull();
  });
});
