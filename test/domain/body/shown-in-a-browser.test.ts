import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { safeHtml } from '../../../shared/domain/body/safe-html.ts';
import { isChromiumInstalled, pageInChromium } from '../../support/chromium.ts';
import { hostilePieces, usualPieces } from '../../support/hostile-html.ts';

/**
 * The safe HTML of hostile mails in a real browser: each is in a page as a console would show it,
 * everything in it is clicked, hovered and focused, and the page says what ran and what covers its
 * surroundings. The unchanged mails show that the page would notice.
 */

const picture = '/api/tickets/t/attachments/a.0';
const shown = (html: string) => safeHtml(html, (reference) => (reference === 'cid:pic@mail' ? picture : null))?.html ?? '';

const block = '<table bgcolor="white" width="400" height="300"><tr><td>Your password has expired</td></tr></table>';
const coveringStyles = [
  'margin-left:-9999px;width:9999px;background-color:white',
  'margin-top:-300px',
  'margin:-300px 0',
  'margin-bottom:-300px',
  'height:0',
  'height:1px;background-color:white',
  'max-height:0',
  'font-size:300px;line-height:1px',
  'font-size:10px;line-height:0',
  'position:fixed;top:0;left:0',
  'position:absolute;top:-100px',
  'transform:translateY(-200px)',
  'float:left',
  'text-indent:-9999px',
];
const covering = [
  ...coveringStyles.map((style) => `<div style="${style}">${block}text</div>`),
  '<p style="line-height:1px"><span style="font-size:300px;background-color:white">X</span></p>',
  '<font style="line-height:10%" size="7">X</font>',
];

const Result = z.object({ ran: z.array(z.string()), over: z.array(z.string()), outOfSight: z.array(z.string()) });

/**
 * A page that shows each mail between two lines of its own, tries everything in it, and writes down
 * what came of it.
 */
const pageOf = (mails: string[]) => `<!DOCTYPE html><meta charset="utf-8"><body><div id="mails"></div><script>
const ran = [], over = [], outOfSight = [];
let current = '';
window.hit = parent.hit = (which) => ran.push(String(which));
window.alert = window.hit;
const mails = ${JSON.stringify(mails).replaceAll('<', '\\u003c')};
const spots = mails.map((html, at) => {
  const spot = document.createElement('section');
  spot.innerHTML = '<p class="line">above</p><div class="mail"></div><p class="line">below</p>';
  document.getElementById('mails').append(spot);
  spot.querySelector('.mail').innerHTML = html;
  return spot;
});
document.addEventListener('click', (event) => { const link = event.target.closest('a'); if (link && !/^javascript:/i.test(link.href)) event.preventDefault(); });
setTimeout(() => {
  spots.forEach((spot, at) => {
    const mail = spot.querySelector('.mail');
    const lines = [...spot.querySelectorAll(':scope > .line')].map((line) => line.getBoundingClientRect());
    for (const element of mail.querySelectorAll('*')) {
      for (const box of element.getClientRects()) {
        if (box.width < 2 || box.height < 2) continue;
        if (lines.some((line) => box.top < line.bottom - 1 && box.bottom > line.top + 1)) over.push(String(at));
        if (box.left < -1) outOfSight.push(String(at));
      }
    }
    for (const element of mail.querySelectorAll('*')) {
      for (const name of ['mouseover', 'mouseenter', 'pointerenter', 'focus', 'click', 'toggle', 'error', 'load', 'animationstart'])
        element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
      if (element.localName === 'a') { element.removeAttribute('target'); element.click(); }
    }
  });
}, 500);
setTimeout(() => {
  const result = document.createElement('pre');
  result.id = 'result';
  result.textContent = JSON.stringify({ ran: [...new Set(ran)], over: [...new Set(over)], outOfSight: [...new Set(outOfSight)] });
  document.body.replaceChildren(result);
}, 2000);
</script>`;

describe.runIf(isChromiumInstalled())('in a browser', () => {
  let page = '';
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const isPage = request.url === '/';
    if (!isPage) asked.push(request.url ?? '');
    response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(isPage ? page : '');
  });
  beforeAll(() => new Promise<void>((done) => void server.listen(0, '127.0.0.1', done)));
  afterAll(() => void server.close());

  const show = async (mails: string[]) => {
    page = pageOf(mails);
    asked.length = 0;
    const { port } = server.address() as AddressInfo;
    const dom = await pageInChromium(`http://127.0.0.1:${port}/`);
    const json = /<pre id="result">(.*?)<\/pre>/s.exec(dom)?.[1];
    return { ...Result.parse(JSON.parse(json ?? '')), asked: [...new Set(asked)].filter((url) => url !== '/favicon.ico') };
  };
  const hostile = [
    ...hostilePieces,
    ...usualPieces,
    ...hostilePieces.map((piece, at) => piece + (hostilePieces[(at * 7 + 3) % hostilePieces.length] ?? '')),
  ];

  test('nothing of a hostile mail runs, and nothing is loaded but the pictures of the mail', { timeout: 120_000 }, async () => {
    const asItCame = await show(hostile);
    expect(asItCame.ran.length).toBeGreaterThan(10);
    expect(asItCame.asked).toContain('/x');
    expect(await show(hostile.map(shown))).toMatchObject({ ran: [], asked: [picture] });
  });

  test('no mail covers the page around it or is out of sight', { timeout: 120_000 }, async () => {
    const asItCame = await show(covering);
    expect(asItCame.over.length).toBeGreaterThan(5);
    expect(asItCame.outOfSight.length).toBeGreaterThan(0);
    expect(await show(covering.map(shown))).toMatchObject({ over: [], outOfSight: [] });
  });
});
