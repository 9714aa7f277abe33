import { isMailType } from '../mail/parsed-mail.ts';
import { trimCharacters } from '../text/trim-characters.ts';
import { type Remark, remark } from '../words/remark.ts';

/**
 * Characters that reverse the direction of what follows: `annex\u202egpj.exe` is shown as
 * "annexexe.jpg" (Unicode 15, 23.2). Names have no need of overrides.
 */
const overrides = /[\u202d\u202e]/;
/** Invisible characters that no name needs: they hide what a file is. */
const hidden = /[\u00ad\u115f\u1160\u180e\u200b\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]/g;
/**
 * Joiners, marks and variation selectors that Arabic, Persian and Hebrew names and emoji need; not
 * part of an extension.
 */
const joining = /[\u061c\u200c-\u200f]|[\ufe00-\ufe0f]/g;
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
/** Long enough for people; with a prefix still below the limit of file systems (255 bytes). */
const maxLength = 120;

/** What makes a name suspicious. `reversed`: part of it is shown backwards. */
export type NameTricks = { reversed: boolean; flags: Remark[] };

/**
 * The extension that a system would act on, in lower case without the dot, or ''. Spaces and dots
 * at the end, invisible characters and stream names are not part of it.
 */
export function extensionOf(name: string): string {
  return /\.([^.\s]{1,30})$/.exec(bareName(name))?.[1]?.toLowerCase() ?? '';
}

/** Windows drops spaces and dots at the end of a name, and opens `a.exe::$DATA` as a.exe. */
const bareName = (name: string) =>
  name
    .slice(-1000)
    .normalize('NFKC')
    .replace(hidden, '')
    .replace(joining, '')
    .replace(/[\0-\x1f\x7f]/g, '')
    .replace(/::\$data$/i, '')
    .replace(/[\s.]{1,1000}$/, '');

/**
 * Looks for tricks in a name: reading direction, invisible characters, spaces before the extension,
 * a second extension. `known`: extensions that mean something.
 */
export function nameTricks(name: string, known: ReadonlySet<string>): NameTricks {
  const flags: Remark[] = [];
  const bare = bareName(name);
  if (name.replace(hidden, '').length < name.length) flags.push(remark('hidden-characters-in-name'));
  if (/\s{4,}\.?[^\s.]{1,10}$/.test(bare.slice(-60))) flags.push(remark('extension-behind-blanks'));
  const inner = /\.([a-z0-9]{1,10})\s{0,50}\.[a-z0-9-]{1,20}$/i.exec(bare.slice(-100))?.[1]?.toLowerCase();
  const outer = extensionOf(name);
  if (inner && inner !== outer && known.has(inner) && !compressed.has(outer)) flags.push(remark('two-extensions', { inner, outer }));
  return { reversed: overrides.test(name), flags };
}

const compressed = new Set(['gz', 'bz2', 'xz', 'zst', 'zip', '7z', 'p7m', 'p7s', 'sig', 'asc', 'gpg', 'pgp']);

/**
 * A name that can be shown, stored and downloaded: one line, no path, no invisible characters or
 * those that Windows refuses, not too long, with its extension. A part without a usable name gets
 * one from its type.
 */
export function safeName(name: string | null, contentType: string): string {
  const clean = (name ?? '')
    .normalize('NFC')
    .toWellFormed()
    .replace(/^.*[\\/](?=[^\\/])/s, '')
    .replace(hidden, '')
    .replace(/[\0-\x1f\x7f-\x9f<>:"/\\|?*]+/g, '_')
    .replace(/\s+/g, ' ');
  const trimmed = trimCharacters(clean, ' .');
  if (trimCharacters(trimmed, '_') === '') return nameless(contentType);
  const safe = reserved.test(trimmed) ? `_${trimmed}` : trimmed;
  const characters = [...safe];
  if (characters.length <= maxLength) return safe;
  const extension = /\.[^.\s]{1,20}$/.exec(safe)?.[0] ?? '';
  return `${characters
    .slice(0, maxLength - extension.length)
    .join('')
    .trimEnd()}${extension}`;
}

function nameless(contentType: string): string {
  if (isMailType(contentType)) return 'message.eml';
  if (contentType === 'text/plain') return 'text.txt';
  if (contentType === 'text/calendar') return 'invitation.ics';
  const [kind = '', subtype = ''] = contentType.split('/');
  const extension = /^[a-z0-9]{2,5}$/.exec(subtype)?.[0]?.replace('jpeg', 'jpg') ?? 'bin';
  return `${/^[a-z]{1,20}$/.test(kind) ? kind : 'file'}.${extension}`;
}
