import { hash } from 'node:crypto';
import { Tokenizer } from 'htmlparser2';

/** A picture that was embedded in the HTML. */
export type DataPicture = { contentType: string; contentId: string; name: string; content: Buffer };

/**
 * Each becomes a file that is scanned and stored. Further pictures stay in the HTML and are not
 * shown.
 */
const maxPictures = 100;

/**
 * Turns screenshots that a program wrote into the HTML (`<img src="data:image/png;base64,…">`, RFC
 * 2397) into parts of the mail, which the HTML then names by a Content-ID made from their content.
 * So they are scanned, stored and shown as files, and a megabyte of base64 doesn't count as text.
 * Works on bytes: these pictures are ASCII in all charsets except those with two bytes for each
 * letter.
 */
export function takeOutDataPictures(html: Buffer): { html: Buffer; pictures: DataPicture[] } {
  if (!['data:', 'DATA:', 'Data:'].some((scheme) => html.includes(scheme))) return { html, pictures: [] };
  const text = html.toString('latin1');
  const pictures = new Map<string, DataPicture>();
  const pieces: string[] = [];
  let kept = 0;
  for (const { start, end } of pictureSources(text)) {
    const picture = readPicture(text.slice(start, end), pictures.size + 1);
    if (!picture || (pictures.size >= maxPictures && !pictures.has(picture.contentId))) continue;
    if (!pictures.has(picture.contentId)) pictures.set(picture.contentId, picture);
    pieces.push(text.slice(kept, start), `cid:${picture.contentId}`);
    kept = end;
  }
  if (kept === 0) return { html, pictures: [] };
  return { html: Buffer.from(pieces.join('') + text.slice(kept), 'latin1'), pictures: [...pictures.values()] };
}

/** The positions of the sources of pictures in a text, found in one pass, without a tree. */
function pictureSources(text: string): { start: number; end: number }[] {
  const sources: { start: number; end: number }[] = [];
  let isPicture = false;
  let isSource = false;
  let value = { start: -1, end: -1 };
  const nothing = () => {};
  const tokenizer = new Tokenizer(
    { decodeEntities: false },
    {
      onopentagname(start, end) {
        isPicture = /^(?:img|image)$/i.test(text.slice(start, Math.min(end, start + 8)));
      },
      onattribname(start, end) {
        isSource = isPicture && text.slice(start, Math.min(end, start + 8)).toLowerCase() === 'src';
        value = { start: -1, end: -1 };
      },
      onattribdata(start, end) {
        value = { start: value.start < 0 ? start : value.start, end };
      },
      onattribend() {
        if (isSource && value.start >= 0 && /^\s*data:image\//i.test(text.slice(value.start, value.start + 40))) sources.push(value);
      },
      onattribentity: nothing,
      oncdata: nothing,
      onclosetag: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onopentagend: nothing,
      onprocessinginstruction: nothing,
      onselfclosingtag: nothing,
      ontext: nothing,
      ontextentity: nothing,
    },
  );
  tokenizer.write(text);
  tokenizer.end();
  return sources;
}

function readPicture(url: string, number: number): DataPicture | null {
  const head = /^\s*data:(image\/[a-z0-9.+-]{1,40})((?:;[^,;]{0,100}){0,5}),/i.exec(url.slice(0, 600));
  const contentType = head?.[1]?.toLowerCase();
  if (!head || !contentType) return null;
  const data = url.slice(head[0].length);
  const plain = data.includes('%')
    ? data.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : data;
  const content = /;\s*base64\s*$/i.test(head[2] ?? '') ? Buffer.from(plain, 'base64') : Buffer.from(plain, 'latin1');
  if (content.length === 0) return null;
  const kind = contentType.slice('image/'.length).replace(/^x-|\+xml$/g, '');
  return {
    contentType,
    contentId: `${hash('sha256', content)}@data`,
    name: `picture-${number}.${kind === 'jpeg' ? 'jpg' : kind}`,
    content,
  };
}
