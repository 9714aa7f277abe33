import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../shared/domain/mail/compose-mail.ts';
import { noticeMail } from '../../../shared/domain/templates/notice-mail.ts';
import { noticeWords } from '../../../shared/domain/templates/notice-words.ts';
import { TemplateEvent } from '../../../shared/domain/templates/template-event.ts';
import { LanguageCode } from '../../../shared/domain/text/language-code.ts';
import { languageOf } from '../../../shared/domain/text/language-of.ts';
import { anOutgoingMail } from '../../support/an-outgoing-mail.ts';

const ticket = { number: 'SUP-1001', subject: 'Łódź <b>', url: 'https://psa.contoso.example/tickets/SUP-1001' };
const signedBy = 'Support';

test('technicians are told in a sentence each, and that it is for them alone', () => {
  const events: TemplateEvent[] = ['ticket-assigned', 'ticket-resolved'];
  const { subject, text, html } = noticeMail({ language: 'en', audience: { kind: 'team', events }, ticket, signedBy });
  expect(subject).toBe('[Ticket #SUP-1001] Internal notice: Łódź <b>');
  expect(text).toBe(
    [
      ...['Internal notice: nobody outside the team gets it.', 'The ticket was assigned to you.', 'The ticket was resolved.'],
      ...['Łódź <b>', 'Support', 'Ticket SUP-1001: https://psa.contoso.example/tickets/SUP-1001\n'],
    ].join('\n\n'),
  );
  expect(html).toContain('<p>Łódź &lt;b&gt;</p>');
});

test('who takes part is told nothing internal', () => {
  for (const language of LanguageCode.options) {
    const { subject, text } = noticeMail({ language, audience: { kind: 'takes-part' }, ticket, signedBy });
    expect(subject).toBe('[Ticket #SUP-1001] Łódź <b>');
    expect(text).toContain(noticeWords[language].takesPart);
    expect(text).not.toContain(noticeWords[language].onlyTeam);
  }
});

describe.each(LanguageCode.options)('in %s', (language) => {
  test('every event has a sentence, in its language', () => {
    const { onlyTeam, team, takesPart } = noticeWords[language];
    const sentences = [onlyTeam, takesPart, ...TemplateEvent.options.map((event) => team[event])];
    expect(sentences.filter((sentence) => !/^\p{Lu}[^!<>&"]+\.$/u.test(sentence))).toEqual([]);
    expect(languageOf(sentences.join(' '))).toBe(language);
  });

  test('what is internal says so in subject and text', () => {
    const { subject, text } = noticeMail({ language, audience: { kind: 'team', events: ['client-replied'] }, ticket, signedBy });
    for (const part of [subject, text.split('\n')[0]]) expect(part).toMatch(/intern|wewnętrzne/i);
  });

  test('another program reads what was written', async () => {
    const written = noticeMail({ language, audience: { kind: 'team', events: TemplateEvent.options }, ticket, signedBy });
    const raw = Buffer.from(await composeMail(anOutgoingMail(written), new Date('2026-11-28T14:10:00Z')));
    const { subject, text, html } = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true });
    expect(subject).toBe(written.subject);
    expect(text?.trimEnd()).toBe(written.text.trimEnd());
    expect(String(html).trimEnd()).toBe(written.html.trimEnd());
    expect(
      Math.max(
        ...raw
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(998);
  });
});
