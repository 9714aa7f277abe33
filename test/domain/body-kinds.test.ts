import { expect, test } from 'vitest';
import { parseMail } from '../../shared/domain/parse-mail.ts';
import { aMail } from '../support/a-mail.ts';

/** Text that is neither plain nor HTML (RFC 2046 4.1.4). */

test.each(['text/markdown', 'text/enriched', 'text/x-unknown'])('%s alone is the body; beside another it is a file', async (type) => {
  const lone = await parseMail(aMail({ headers: { 'Content-Type': type }, body: '# Help\r\n' }));
  expect(lone).toMatchObject({ text: '# Help\n', parts: [] });
  const body = `--b\r\nContent-Type: ${type}\r\n\r\n# Help\r\n--b\r\nContent-Type: text/plain\r\n\r\nHelp\r\n--b--\r\n`;
  const beside = await parseMail(aMail({ headers: { 'Content-Type': 'multipart/alternative; boundary=b' }, body }));
  expect([beside.text.trim(), beside.parts.map(({ contentType }) => contentType)]).toEqual(['Help', [type]]);
});
