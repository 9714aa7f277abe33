import { GraphRefusal } from './graph-error.ts';

/**
 * The part of a link after the version, unchanged. `root` is Graph's URL with the version.
 *
 * @throws GraphRefusal for a link to any other server: the access token goes only to Graph,
 * whatever a response or the database says.
 */
export function toRelative(root: URL, path: string): string {
  if (/^\/(?!\/)/.test(path)) return path;
  const link = URL.parse(path);
  if (link?.origin === root.origin && link.pathname.startsWith(root.pathname)) {
    return `/${link.href.slice(root.origin.length + root.pathname.length)}`;
  }
  throw new GraphRefusal(0, 'ForeignLink', `it gave a link that leads to ${link?.origin ?? 'nowhere'}`);
}
