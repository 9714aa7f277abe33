const openTag = /<(?:[\w.-]{1,40}:)?MimeContent(?:\s[^<>]{0,200})?>/;
/** The element stands right behind the item's id. */
const headBytes = 64 * 1024;
const lessThan = 0x3c;

/**
 * An answer to GetItem without the content of its first MimeContent, and that content decoded;
 * null: there is none. A parser of XML would take half a minute and gigabytes for a mail of 35 MB,
 * all of it one text.
 */
export function takeOutMime(answer: Buffer): { xml: Buffer; mime: Buffer | null } {
  const tag = openTag.exec(answer.toString('latin1', 0, headBytes));
  if (!tag) return { xml: answer, mime: null };
  const from = tag.index + tag[0].length;
  const end = answer.indexOf(lessThan, from);
  const to = end < 0 ? answer.length : end;
  const base64 = answer.toString('latin1', from, to).replace(/&#[^;]*;/g, '');
  return { xml: Buffer.concat([answer.subarray(0, from), answer.subarray(to)]), mime: Buffer.from(base64, 'base64') };
}
