import { describe, expect, test } from 'vitest';
import { type LiquidForm, parseLiquid, renderLiquid } from '../../../shared/domain/templates/safe-liquid.ts';
import { isHtmlVariable } from '../../../shared/domain/templates/template-values.ts';

/** What a template can do, and what none can: the mail of a hostile admin harms nobody's server. */

const render = (source: string, values: Record<string, string> = {}, form: LiquidForm = 'html') =>
  renderLiquid(parseLiquid(source, form), values, isHtmlVariable);

describe('what stands in a value', () => {
  const hostile = `<img src=x onerror="alert('1')">&{{ ticket_number }}{% if x %}`;

  test('is escaped in HTML, also for a value in single quotes, and is not rendered again', () => {
    expect(render('{{ a }}', { a: hostile })).toBe(
      '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;{{ ticket_number }}{% if x %}',
    );
    expect(render('{{ a | append: "<b>" }}{{ "<i>" }}', { a: '' })).toBe('&lt;b&gt;&lt;i&gt;');
  });

  test('is as it is in a text', () => {
    expect(render('{{ a }}', { a: hostile }, 'text')).toBe(hostile);
  });

  test('is HTML where it is named so, until something is made of it', () => {
    const values = { reply_html: '<p>x</p>', reply_text: '<p>x</p>' };
    expect(render('{{ reply_html }}{{ reply_text }}', values)).toBe('<p>x</p>&lt;p&gt;x&lt;/p&gt;');
    expect(render('{{ reply_html | default: "none" }}', values)).toBe('<p>x</p>');
    expect(render('{{ reply_html | upcase }}', values)).toBe('&lt;P&gt;X&lt;/P&gt;');
    expect(render('{{ reply_html | split: "" }}', values)).toBe('&lt;p&gt;x&lt;/p&gt;');
    expect(render('{{ reply_html.toString }}', values)).not.toContain('<');
    expect(render('{{ a | append: reply_html }}', { ...values, a: '' })).toBe('&lt;p&gt;x&lt;/p&gt;');
  });

  test('has its lines, escaped', () => {
    expect(render('{{ a | newline_to_br }}', { a: '<1>\r\n2' })).toBe('&lt;1&gt;<br>\n2');
    expect(render('{{ a | newline_to_br }}', { a: '<1>\n2' }, 'text')).toBe('<1>\n2');
  });

  test('of which there is none is nothing', () => {
    expect(render('[{{ a }}{{ b | default: "c" }}{% if a %}d{% endif %}{% if e != blank %}f{% endif %}]', { e: ' ' })).toBe('[c]');
  });
});

describe('there is no way out', () => {
  test.each([
    '{% include "package.json" %}',
    '{% render "package.json" %}',
    '{% layout "package.json" %}',
    '{% block x %}{% endblock %}',
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% tablerow i in (1..1000000000) %}x{% endtablerow %}',
    '{% capture x %}y{% endcapture %}',
    '{% liquid echo "x" %}',
    '{% raw %}{{ x }}{% endraw %}',
    '{{ "x" | raw }}',
    '{{ a | json }}',
    '{{ a | inspect }}',
    '{{ a | jsonify }}',
    '{{ a | where_exp: "x", "x" }}',
    '{{ a | date: "%Y" }}',
    '{{ a | concat: a }}',
    '{{ a | sample }}',
  ])('%s is not known', (source) => {
    expect(() => render(source, { a: 'x' })).toThrow(/not found|undefined filter/);
  });

  test.each(['constructor', '__proto__', 'toString', 'constructor.constructor', 'valueOf'])('%s of a value is nothing', (name) => {
    expect(render(`{{ a.${name} }}{{ ${name} }}{{ a["${name}"] }}`, { a: 'x' })).toBe('');
  });

  test('a value that is named like a part of all objects is a value', () => {
    expect(render('{{ __proto__ }}', JSON.parse('{"__proto__": "x"}'))).toMatch(/^x?$/);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('what it takes is bounded', () => {
  const doubling = `{% assign a = "${'x'.repeat(1000)}" %}${'{% assign a = a | append: a %}'.repeat(60)}{{ a }}`;
  const long = { reply_html: 'x'.repeat(100_000), reply_text: 'x'.repeat(100_000) };

  test.each([
    ['doubling', doubling],
    ['replacing each character by all', '{{ reply_text | replace: "x", reply_text }}'],
    ['replacing nothing by all', '{{ reply_text | replace: "", reply_text }}'],
    ['many outputs', '{{ reply_html }}'.repeat(1500)],
    ['many filters', `{{ reply_text ${'| upcase'.repeat(3000)} }}`],
    ['cutting to pieces', `{{ reply_text ${'| split: "" | first '.repeat(2)}}}${'{% assign b = reply_text | split: "" %}'.repeat(500)}`],
  ])('%s ends', (_, source) => {
    expect(() => render(source, long)).toThrow(/more than 5000000 characters|longer than 600000 characters|render limit exceeded/);
  });

  test.each([
    '{{ (1..1000000000) | size }}',
    '{{ (1..1000000000) }}',
    '{{ "a" | append: (1..1000000000) }}',
    '{% if (1..1000000000) contains 5 %}a{% endif %}',
    '{% case (1..1000000000) %}{% when 1 %}a{% endcase %}',
    '{% assign a = (1..1000000000) %}',
    '{% assign a = (1000000000..1) %}{% assign a = (1..1000000000) %}',
    '{% assign a = (1..600) %}{% assign b = (1..600) %}',
    '{{ ("1".."1e9") }}',
    '{{ (1.."Infinity") }}',
  ])('%s, a range that is long, is not made', (source) => {
    expect(() => render(source)).toThrow(/limit exceeded/);
  });

  test('a long text in filters is no range', () => {
    expect(render('{{ reply_text | append: "y" | size }}', long)).toBe('100001');
  });

  test.each([
    ['conditions in conditions', '{% if a %}'.repeat(3000) + '{% endif %}'.repeat(3000)],
    ['many conditions', '{% if reply_text contains "yy" %}x{% endif %}'.repeat(700)],
    ['a long list of words', `{% if a ${'and a '.repeat(5000)}%}{% endif %}`],
  ])('%s are rendered or refused, and end', (_, source) => {
    try {
      expect(render(source, { ...long, a: 'x' })).toBe('');
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  });

  test('one that has had enough leaves the next alone', () => {
    expect(() => render(doubling)).toThrow();
    expect(render('{{ a | upcase }}', { a: 'x' })).toBe('X');
  });
});
