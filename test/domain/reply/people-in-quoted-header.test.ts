import { describe, expect, test } from 'vitest';
import { forwardedMail } from '../../../shared/domain/reply/forwarded.ts';

const alice = { address: 'alice@fabrikam.example', name: 'Alice Fabrikam' };
const bob = { address: 'bob@fabrikam.example', name: 'Bob Fabrikam' };
const A = 'Alice Fabrikam <alice@fabrikam.example>';
const B = 'Bob Fabrikam <bob@fabrikam.example>';
const body = '\n\nThe toner is empty.';
const forward = (text: string) => forwardedMail({ subject: 'Fwd: Toner', text, parts: [] });

describe('people in a quoted header', () => {
  const to = (value: string) => forward(`---------- Forwarded message ---------\nFrom: ${A}\nDate: x\nTo: ${value}${body}`)?.to;
  const from = (value: string) => forward(`---------- Forwarded message ---------\nFrom: ${value}\nDate: 2 Nov\nSubject: x${body}`)?.from;

  test.each([
    ['"Alice Fabrikam" <alice@fabrikam.example>', alice],
    ['Alice Fabrikam [mailto:Alice@Fabrikam.Example]', alice],
    ['Alice Fabrikam <alice@fabrikam.example<mailto:alice@fabrikam.example>>', alice],
    ['Alice Fabrikam (alice@fabrikam.example)', alice],
    ["'Alice Fabrikam' <alice@fabrikam.example>", alice],
    ['alice@fabrikam.example', { ...alice, name: null }],
    ['<alice@fabrikam.example>', { ...alice, name: null }],
    ['alice@fabrikam.example <alice@fabrikam.example>', { ...alice, name: null }],
    ['Fabrikam, Alice <alice@fabrikam.example>', { ...alice, name: 'Fabrikam, Alice' }],
    ['Alice Fabrikam', { address: null, name: 'Alice Fabrikam' }],
    ['*Alice Fabrikam* <alice@fabrikam.example>', alice],
    // the address of somebody else as the name
    ['"carol@evil.example" <alice@fabrikam.example>', { ...alice, name: 'carol@evil.example' }],
    ['carol@evil.example [mailto:alice@fabrikam.example]', { ...alice, name: 'carol@evil.example' }],
    ['Alice Fabrikam <carol@evil.example> <alice@fabrikam.example>', alice],
    ['Alice Fabrikam <carol@evil.example> [mailto:alice@fabrikam.example]', alice],
    ['"Alice Fabrikam (carol@evil.example)" <alice@fabrikam.example>', alice],
    ['carol@evil.example (alice@fabrikam.example)', { ...alice, name: 'carol@evil.example' }],
    ['carol@evil.example alice@fabrikam.example', { address: null, name: expect.any(String) }],
  ])('%s', (value, person) => {
    expect(from(value)).toEqual(person);
  });

  test.each([
    [`${A}, ${B}`, [alice, bob]],
    [`${A}; ${B};`, [alice, bob]],
    ['Fabrikam, Alice <alice@fabrikam.example>; Fabrikam, Bob <bob@fabrikam.example>', ['Fabrikam, Alice', 'Fabrikam, Bob']],
    ['\'Fabrikam, Alice\' <alice@fabrikam.example>, "Fabrikam, Bob" <bob@fabrikam.example>', ['Fabrikam, Alice', 'Fabrikam, Bob']],
    ['Alice Fabrikam; Bob Fabrikam', ['Alice Fabrikam', 'Bob Fabrikam']],
    ['<help@msp.example>, bob@fabrikam.example', [null, null]],
    [`${A},\n ${B}`, [alice, bob]],
  ])('%s', (value, people) => {
    expect(to(value)).toEqual(
      people.map((person) => (typeof person === 'object' && person !== null ? person : expect.objectContaining({ name: person }))),
    );
  });
});
