import { describe, expect, test } from 'vitest';
import { checkTemplate } from '../../../shared/domain/templates/template-problem.ts';

/** What is refused when a template is kept, and where its writer finds it. */

const good = {
  subject: '[Ticket #{{ ticket_number }}] {{ ticket_subject | default: "Our answer" }}',
  html: '<p>Hello {{ contact_name }},</p>\n{{ reply_html }}\n<p><a href="{{ ticket_url }}">The ticket</a></p>',
  text: 'Hello {{ contact_name }},\n\n{{ reply_text }}\n\n{{ ticket_url }}',
};
const origins = ['https://contoso.example'];
const check = (change: Partial<typeof good>, event: Parameters<typeof checkTemplate>[1] = 'technician-replied') => {
  const checked = checkTemplate({ ...good, ...change }, event, origins);
  return 'problem' in checked ? `${checked.part} ${checked.line}:${checked.column} ${checked.problem}` : null;
};

test('one in order is parsed', () => {
  expect(check({})).toBeNull();
});

describe('Liquid', () => {
  test.each([
    ['is not closed', '<p>\n  {{ ticket_number </p>', /^html 2:3 output .* not closed/],
    ['has a condition without an end', '<p>{% if contact_name %}x</p>', /^html 1:4 tag .* not closed/],
    [
      'has a variable that there is not',
      '<p>Hello\n {{ contact_nmae }}</p>',
      /^html 2:5 there is no variable "contact_nmae" here; there are .*contact_name/,
    ],
    [
      'has it where nothing of the samples leads',
      '<p>{% if ticket_status == "odd" %}{{ password }}{% endif %}x</p>',
      /^html 1:\d+ there is no variable "password"/,
    ],
    ['has it in a condition', '<p>{% if nope %}x{% endif %}</p>', /^html 1:10 there is no variable "nope"/],
    ['asks for a part of a text', '<p>{{ ticket_number.constructor }}</p>', /^html 1:7 ticket_number is a text, and has no parts/],
    ['has a filter that there is not', '<p>{{ ticket_number | shout }}</p>', /^html 1:4 undefined filter: shout/],
    [
      'gives something of the ticket another meaning',
      '{% assign ticket_number = 5 %}<p>x</p>',
      /^html 1:\d+ "ticket_number" stands for something/,
    ],
  ])('%s', (_, html, problem) => {
    expect(check({ html })).toMatch(problem);
  });

  test('of a client is told nothing that is for the team', () => {
    expect(check({ text: '{{ note_text }}' })).toMatch(/^text 1:4 there is no variable "note_text" here/);
    expect(check({ html: '{{ note_html }}', text: '{{ note_text }}' }, 'note-mention')).toBeNull();
  });

  test('has no HTML in texts, and no whole text in a subject', () => {
    expect(check({ text: '{{ reply_html }}' })).toMatch(/^text 1:4 there is no variable "reply_html"/);
    expect(check({ subject: '[Ticket #{{ticket_number}}] {{ reply_text }}' })).toMatch(/^subject 1:\d+ there is no variable "reply_text"/);
  });
});

describe('a subject', () => {
  test.each([
    ['without the number', 'No number here'],
    ['with it under a condition', '{% if contact_name != blank %}[Ticket #{{ ticket_number }}]{% endif %} x'],
    ['with one that is not its own', '[Ticket #SUP-1] x'],
    ['with it twice', '[Ticket #{{ ticket_number }}] [Ticket #{{ ticket_number }}]'],
    ['with another form of it', '[Ticket #{{ ticket_number | downcase }}] x'],
    ['that hides it', '{% comment %}[Ticket #{{ ticket_number }}]{% endcomment %} x'],
  ])('%s is refused, with the remedy', (_, subject) => {
    expect(check({ subject })).toMatch(/^subject 1:1 .*\[Ticket #\{\{ticket_number\}\}\]/);
  });

  test.each(['a\r\nBcc: x@y.example', 'a\nb', 'a\u2028b', 'a\0b'])('of more than one line is refused: %j', (line) => {
    expect(check({ subject: `[Ticket #{{ ticket_number }}] ${line}` })).toMatch(/^subject 1:\d\d /);
  });
});

describe('HTML', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src="https://contoso.example/logo.png">',
    '<iframe src="https://contoso.example"></iframe>',
    '<form action="https://contoso.example"><input></form>',
    '<style>p{}</style>',
    '<p onclick="x()">x</p>',
    '<p style="background:url(https://contoso.example/x)">x</p>',
    '<p style="position:fixed">x</p>',
    '<!-- x --><p>x</p>',
    '<!doctype html><p>x</p>',
    '<p>1 < 2</p>',
    '<p>x',
    '<p>x</div>',
    '<p title={{ contact_name }}>x</p>',
    '<p title="{{ reply_html }}">x</p>',
    '<p {{ contact_name }}>x</p>',
    '<{{ contact_name }}>x',
    '<scr{% if contact_name %}ipt{% endif %}>x',
    '<p{% if contact_name %} onclick="x()"{% endif %}>x</p>',
    '{% if contact_name %}<p title="{% else %}<p>"{% endif %}x',
    '<p title="x"onclick="y">x</p>',
    '<p/onclick=alert(1)>x</p>',
    '<p title=`x`>x</p>',
    '<svg><a xlink:href="https://contoso.example">x</a></svg>',
    '{% raw %}{{ <script>alert(1)</script> }}{% endraw %}',
  ])('%s is refused', (html) => {
    expect(check({ html })).toMatch(/^html \d+:\d+ /);
  });

  test('of everyday is kept', () => {
    const html = [
      '<table width="100%" cellpadding="0"><tr><td align="left" style="padding:8px;color:#333333"><b>{{ ticket_number }}</b><br>',
      '<a href="https://contoso.example/help?ticket={{ ticket_number | url_encode }}&amp;x=1">Help</a>',
      '<a href="mailto:help@contoso.example">write</a> <a href="tel:+49301234">call</a>',
      '{% if technician_name != blank %}<i>{{ technician_name | split: " " | first }}</i>{% else %}<i>we</i>{% endif %}',
      '</td></tr></table><hr/>{{ reply_text | newline_to_br }}',
    ].join('\n');
    expect(check({ html })).toBeNull();
  });
});

describe('links lead to the sites of the list alone', () => {
  test.each([
    'javascript:alert(1)',
    '&#106;avascript:alert(1)',
    'java&Tab;script:alert(1)',
    'data:text/html,x',
    'https://evil.example/',
    'https://contoso.example.evil.example/',
    'https://contoso.example@evil.example/',
    'https://{{ contact_name }}/',
    'https://contoso.example{{ contact_name }}/',
    'https:\\\\evil.example',
    '//evil.example',
    '/relative',
    '{{ contact_name }}',
    '{{ ticket_url | append: "x" }}',
    'https://contoso.example/{{ reply_html }}',
    'https://contoso.example/{{ "x" }}',
  ])('%s is refused', (href) => {
    expect(check({ html: `<p>\n<a href="${href}">x</a></p>` })).toMatch(/^html 2:\d+ /);
  });

  test('also where programs make them of words', () => {
    expect(check({ text: 'See\nhttps://evil.example/x.' })).toMatch(
      /^text 2:1 a link to https:\/\/evil\.example is not allowed.*linkOrigins/,
    );
    expect(check({ html: '<p>https://evil.example</p>' })).toMatch(/^html 1:4 a link to/);
    expect(check({ html: '<p>{{ contact_name | default: "https://evil.example" }}</p>' })).toMatch(/^html 1:\d+ a link to/);
    expect(check({ text: 'See https://contoso.example/x.' })).toBeNull();
  });

  test('an address that is assigned is none of the ticket', () => {
    expect(check({ html: '{% assign z = reply_html %}<a href="https://contoso.example/{{ z }}">x</a>' })).toMatch(/^html 1:\d+ in a link/);
  });
});

test('a template of which nothing comes out is refused', () => {
  expect(check({ html: '{% if ticket_number == "x" %}<p>x</p>{% endif %}' })).toBe('html 1:1 nothing comes out of it');
});
