import { z } from 'zod';
import { MailSourceError } from '../errors.ts';
import type { MailPage } from '../ports/mail-source.ts';

/**
 * How far a listing has come: in this folder all that was received before `from` has been given,
 * and so many of those that were received in just that moment.
 */
const Place = z.object({ folder: z.string(), from: z.iso.datetime().nullable(), skip: z.number().int().min(0) });
type Place = z.infer<typeof Place>;

/**
 * Mails of a folder that were received since then, without the first `skip`. `times`: when they,
 * and whatever else lies between them, were received, oldest first; `more`: there are others later.
 */
export type ListFrom = (
  folder: string,
  since: Date | null,
  skip: number,
) => Promise<{ mails: MailPage['mails']; times: (Date | null)[]; more: boolean }>;

/**
 * A part of what lies in some folders, by the time it was received: mails that come or go
 * meanwhile shift nothing, as they would if the others were counted from the start.
 */
export async function listByTime(folders: readonly string[], since: Date | null, page: string | null, list: ListFrom): Promise<MailPage> {
  const begin = (folder: string): Place => ({ folder, from: since?.toISOString() ?? null, skip: 0 });
  const kept = page === null ? null : Place.parse(JSON.parse(page));
  const at = Math.max(0, folders.indexOf(kept?.folder ?? ''));
  const folder = folders[at] ?? '';
  const place = kept?.folder === folder ? kept : begin(folder);
  const { mails, times, more } = await list(folder, place.from === null ? null : new Date(place.from), place.skip).catch(
    (error: unknown) => {
      if (folders.length > 1 && error instanceof MailSourceError && error.failure === 'folder-missing')
        return { mails: [], times: [], more: false };
      throw error;
    },
  );
  const nextFolder = folders[at + 1];
  const next = (more && after(place, times)) || (nextFolder === undefined ? null : begin(nextFolder));
  return { mails, next: next && JSON.stringify(next) };
}

/** Behind the last of these times; null: nothing says where that is. */
function after(place: Place, times: (Date | null)[]): Place | null {
  const last = times.at(-1);
  if (!last) return null;
  const alike = times.filter((time) => time?.getTime() === last.getTime()).length;
  const isStuck = alike === times.length && last.toISOString() === place.from;
  return { ...place, from: last.toISOString(), skip: isStuck ? place.skip + alike : alike };
}
