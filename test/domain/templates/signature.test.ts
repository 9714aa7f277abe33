import { describe, expect, test } from 'vitest';
import { logosIn, renderSignature } from '../../../shared/domain/templates/render-signature.ts';
import { Signature, signatureFor } from '../../../shared/domain/templates/signature.ts';
import { safeSignatureHtml, signatureText } from '../../../shared/domain/templates/signature-html.ts';
import { signatureProblem } from '../../../shared/domain/templates/signature-problem.ts';

/** What stands below a reply: whose it is, what it may say, and its picture. */

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const logo = { type: 'image/png' as const, data: png.toString('base64') };
const aSignature = (change: Partial<Signature> = {}): Signature =>
  Signature.parse({ signatureId: 'contoso', name: 'Contoso', scope: 'organisation', html: '<p>Contoso</p>', text: 'Contoso', ...change });

describe('whose it is', () => {
  const organisation = aSignature();
  const german = aSignature({ signatureId: 'german', language: 'de' });
  const queue = aSignature({ signatureId: 'queue', scope: 'queue', queueId: 'support' });
  const own = aSignature({ signatureId: 'tina', scope: 'technician', technician: 'tina@contoso.example' });
  const writer = { queueId: 'support', technician: 'tina@contoso.example' };
  const all = [organisation, german, queue, own];

  test("the technician's own, else the queue's, else the organisation's", () => {
    expect(signatureFor(all, writer, 'en')).toBe(own);
    expect(signatureFor(all, { ...writer, technician: 'tom@contoso.example' }, 'en')).toBe(queue);
    expect(signatureFor(all, { queueId: 'sales', technician: null }, 'en')).toBe(organisation);
    expect(signatureFor([queue], { queueId: 'sales', technician: null }, 'en')).toBeNull();
  });

  test('in the language of the reply, else in any', () => {
    const nobody = { queueId: 'sales', technician: null };
    expect(signatureFor(all, nobody, 'de')).toBe(german);
    expect(signatureFor(all, nobody, 'fr')).toBe(organisation);
    expect(signatureFor([german], nobody, 'fr')).toBeNull();
  });

  test('an empty one counts as none, and "none" is one', () => {
    const empty = aSignature({ scope: 'technician', technician: 'tina@contoso.example', html: ' ', text: '' });
    expect(signatureFor([organisation, empty], writer, 'en')).toBe(organisation);
    const none = { ...empty, html: '', none: true };
    expect(signatureFor([organisation, none], writer, 'en')).toBe(none);
    expect(renderSignature(none, { technician_name: 'Tina' })).toEqual({ html: '', text: '' });
  });
});

describe('its HTML', () => {
  test('is made safe, with its Liquid as it was', () => {
    const html = [
      '<div class="MsoNormal" onclick="x()" style="color:#333333;position:fixed"><o:p>{{ technician_name }}</o:p><script>x()</script>',
      '<a href="{{ ticket_url }}">Ticket</a> <a href="https://contoso.example/?t={{ ticket_number }}">x</a> <a href="javascript:x()">y</a>',
      '<img src="cid:logo" alt="Contoso" width="80"><img src="https://contoso.example/spy.gif">',
      '{% if queue_name != blank %}<b>{{ queue_name }}</b>{% endif %}</div>',
    ].join('\n');
    const safe = safeSignatureHtml(html) ?? '';
    expect(safe).toContain('{{ technician_name }}');
    expect(safe).toContain('href="{{ ticket_url }}"');
    expect(safe).toContain('href="https://contoso.example/?t={{ ticket_number }}"');
    expect(safe).toContain('{% if queue_name != blank %}<b>{{ queue_name }}</b>{% endif %}');
    expect(safe).toContain('src="cid:logo"');
    expect(safe).not.toMatch(/script|onclick|position|class=| src="https/);
    // it stays as it is once it is safe
    expect(safeSignatureHtml(safe)).toBe(safe);
  });

  test('makes the text where there is none', () => {
    expect(signatureText('<p>{{ technician_name }}<br>Contoso</p><p><a href="{{ ticket_url }}">Ticket</a></p>')).toMatch(
      /^\{\{ technician_name \}\}\nContoso\n+Ticket.*\{\{ ticket_url \}\}/,
    );
  });
});

describe('what is wrong is named', () => {
  const origins = ['https://contoso.example'];
  test.each<[Partial<Signature>, RegExp]>([
    [{ html: '<p>{{ password }}</p>' }, /^html: line 1, column 7: there is no variable "password"/],
    [{ html: '<p>\n{% if %}' }, /^html: line 2, column 6: /],
    [{ text: 'a\n{{ nope }}' }, /^text: line 2, column 4: /],
    [{ html: '<a href="https://evil.example">x</a>' }, /^html: line 1, column \d+: a link to https:\/\/evil\.example is not allowed/],
    [{ html: '<a href="https://{{ queue_name }}">x</a>' }, /^html: line 1/],
    [{ html: '<p title="{{ technician_name }}">x</p>' }, /^html: line 1/],
    [{ scope: 'queue' }, /^queueId: /],
    [{ technician: 'tina@contoso.example' }, /^technician: /],
    [{ none: true }, /^none: /],
    [{ html: '<img src="cid:logo">' }, /^logo: is missing/],
    [{ logo }, /^logo: the HTML does not show it/],
    [{ html: '<img src="cid:logo">', logo: { ...logo, type: 'image/gif' } }, /^logo: is no image\/gif/],
    [{ html: '<img src="cid:logo">', logo: { ...logo, data: Buffer.alloc(100_001).toString('base64') } }, /^logo: is larger/],
  ])('%j', (change, problem) => {
    expect(signatureProblem(aSignature(change), origins)).toMatch(problem);
  });

  test('and nothing else is', () => {
    const html =
      '<table><tr><td><img src="cid:logo" alt="Contoso" width="80"></td><td>{{ technician_name }}<br><a href="https://contoso.example">x</a></td></tr></table>';
    expect(signatureProblem(aSignature({ html, logo }), origins)).toBeNull();
    expect(signatureProblem(aSignature({ html: '<p class="x"><script>x()</script>Contoso</p>' }), origins)).toBeNull();
  });
});

describe('below a reply', () => {
  const html = '<p>{{ technician_name }}</p><img src="cid:logo" alt="x" />';

  test('it says who writes, escaped, and not rendered again', () => {
    const values = { technician_name: '<b>Tina</b> {{ queue_name }}', queue_name: 'Support' };
    expect(renderSignature(aSignature({ html: '<p>{{ technician_name }}</p>', text: '{{ technician_name }}' }), values)).toEqual({
      html: '<p>&lt;b&gt;Tina&lt;/b&gt; {{ queue_name }}</p>',
      text: '<b>Tina</b> {{ queue_name }}',
    });
  });

  test('its logo is a part of the mail, once, also in a quotation of one', () => {
    const signature = aSignature({ html, logo });
    const rendered = renderSignature(signature, { technician_name: 'Tina' });
    const { html: kept, files } = logosIn(rendered.html + rendered.html, [signature, aSignature()]);
    expect(kept).toBe(rendered.html + rendered.html);
    expect(files).toMatchObject([{ name: 'logo.png', type: 'image/png', contentId: expect.stringMatching(/^logo\./) }]);
    expect(kept).toContain(`src="cid:${files[0]?.contentId}"`);
    expect(files[0]?.bytes).toEqual(png);
  });

  test('a logo that is gone when the mail is written leaves no hole', () => {
    const rendered = renderSignature(aSignature({ html, logo }), { technician_name: 'Tina' });
    expect(logosIn(rendered.html, [])).toEqual({ html: '<p>Tina</p>', files: [] });
  });
});
