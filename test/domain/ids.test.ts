import { expect, test } from 'vitest';
import { base32, eventIdFor, messageIdHash, operationIdFor, ticketIdFor } from '../../shared/domain/ids.ts';

/** Ids are stored, so making them faster must not change them. */
test('ids stay the same', () => {
  expect(ticketIdFor('<root@fabrikam.example>')).toBe('s4kbse8pnhmk3h6nqg6f6pcckz');
  expect(messageIdHash('<root@fabrikam.example>')).toBe('qnc120cr8atpydfhbztw98gnsr');
  expect(messageIdHash('<root@fabrikam.example>')).toBe('qnc120cr8atpydfhbztw98gnsr');
  expect(eventIdFor('mail1', 'opened', '')).toBe('e-e23dyvk9yh8pcvxjbanpapek5v');
  expect(operationIdFor('n-1')).toBe('2db17f9c-06f4-5fe9-925b-194325b87e0f');
});

test.each([
  [[], ''],
  [[0xff], 'z'],
  [[0x00, 0x01], '000'],
  [[1, 2, 3, 4, 5], '04106105'],
])('the bytes %s are written so', (bytes, text) => {
  expect(base32(Uint8Array.from(bytes))).toBe(text);
});
