import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { messageBody } from '../../../shared/domain/ingest/message-body.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail } from '../../support/a-mail.ts';

/**
 * Screenshots that were pasted into the HTML itself (RFC 2397) are pictures of the mail like any
 * other.
 */
const png = Buffer.from('\x89PNG\r\n\x1a\n and the rest', 'latin1');
const data = `data:image/png;base64,${png.toString('base64')}`;
const read = async (html: string) => parseMail(aMail({ html }));
const body = async (html: string) => messageBody({ mail: await read(html), policy: Policy.parse({}), forwarded: null }, 'ticket-1', 'm-1');

test('a pasted screenshot is shown in its place, and is a file of the mail', async () => {
  const { html, attachments, files, defects } = await body(`<p>This appears:</p><img alt="window" src="${data}">`);
  expect(html).toContain('<p>This appears:</p><img alt="window" src="/api/tickets/ticket-1/attachments/m-1.0" />');
  expect(attachments).toMatchObject([
    { name: 'picture-1.png', type: 'image/png', size: png.length, sha256: hash('sha256', png), blocked: null },
  ]);
  expect(files).toMatchObject([{ content: png, contentType: 'image/png' }]);
  expect(defects).toEqual([]);
});

test.each([
  ['without quotes', `<img src=${data}>`],
  ['in single quotes, in capitals', `<IMG SRC='${data.replace('data:image/png', 'DATA:IMAGE/PNG')}'>`],
  ['in lines', `<img src="${data.replace(/(?<=,.*)(.{8})/g, '$1\r\n ')}">`],
  ['escaped', `<img src="${data.replaceAll('+', '%2B').replaceAll('=', '%3D')}">`],
  ['with a parameter', `<img src="${data.replace(';base64', ';name=a.png;base64')}">`],
])('%s too', async (_, html) => {
  expect((await read(html)).parts).toMatchObject([{ contentType: 'image/png', sha256: hash('sha256', png), disposition: 'inline' }]);
});

test('a picture that occurs twice is one file; different ones are distinguished', async () => {
  const gif = `data:image/gif;base64,${Buffer.from('GIF89a…').toString('base64')}`;
  const { parts, html } = await read(`<img src="${data}"><img src="${gif}"><img src="${data}">`);
  expect(parts.map(({ name }) => name)).toEqual(['picture-1.png', 'picture-2.gif']);
  expect(html?.match(/cid:[0-9a-f]{64}@data/g)).toHaveLength(3);
});

test('a screenshot of some megabytes leaves the text around it shown', async () => {
  const large = Buffer.alloc(3_000_000, 'x');
  const { html, defects, attachments } = await body(
    `<p>before</p><img src="data:image/jpeg;base64,${large.toString('base64')}"><p>after</p>`,
  );
  expect(html).toContain('<p>before</p><img src="/api/tickets/ticket-1/attachments/m-1.0" /><p>after</p>');
  expect(attachments).toMatchObject([{ name: 'picture-1.jpg', size: 3_000_000 }]);
  expect(defects).toEqual([]);
});

test('anything else is left out, and a defect says so; text that looks like a picture stays text', async () => {
  const { html, attachments, defects } = await body(
    `<p>&lt;img src="${data}"></p><img src="data:text/html;base64,PHNjcmlwdD4="><img src="data:image/png;base64,"><a href="${data}">x</a>`,
  );
  expect(attachments).toEqual([]);
  expect(html).toContain(`&lt;img src="${data}"&gt;`);
  expect(defects).toEqual([remark('pictures-left-out', { count: 2 }), remark('links-left-out', { count: 1 })]);
});

test('a picture that may run scripts is a file like any other, and is not shown', async () => {
  const { html, attachments } = await body(`<img src="data:image/svg+xml,%3Csvg onload='x()'/%3E">`);
  expect(attachments).toMatchObject([{ name: 'picture-1.svg', type: 'image/svg+xml' }]);
  expect(html).not.toContain('svg');
});

test('a hundred are files, and no more', async () => {
  const many = Array.from({ length: 150 }, (_, at) => `<img src="data:image/png;base64,${Buffer.from(`p${at}`).toString('base64')}">`).join(
    '',
  );
  const { attachments, defects } = await body(many);
  expect(attachments).toHaveLength(100);
  expect(defects[0]).toEqual(remark('pictures-left-out', { count: 50 }));
});
