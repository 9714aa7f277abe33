import { expect, test } from 'vitest';
import { safeName } from '../../../shared/domain/attachments/file-name.ts';

test.each<[string | null, string, string]>([
  ['Invoice (1).pdf', 'application/pdf', 'Invoice (1).pdf'],
  ['../../etc/passwd', 'text/plain', 'passwd'],
  ['C:\\temp\\a.txt', 'text/plain', 'a.txt'],
  ['a\u202egpj.exe', 'x/y', 'agpj.exe'],
  ['a\r\nContent-Type: text/html', 'x/y', 'html'],
  ['  ..hidden.  ', 'x/y', 'hidden'],
  ['CON.txt', 'text/plain', '_CON.txt'],
  ['a"b<c>|d?.txt', 'text/plain', 'a_b_c_d_.txt'],
  [`${'x'.repeat(300)}.docx`, 'x/y', `${'x'.repeat(115)}.docx`],
  [null, 'image/jpeg', 'image.jpg'],
  ['***', 'application/pdf', 'application.pdf'],
  [null, 'message/rfc822', 'message.eml'],
])('safeName(%j, %s) is %s', (name, type, expected) => {
  expect(safeName(name, type)).toBe(expected);
});
