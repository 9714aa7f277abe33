import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const Item = z.looseObject({ id: z.string().optional() });
type Item = z.infer<typeof Item>;
const Page = z.object({ items: z.array(Item), next: z.string().nullable() });

/** While the functions process is started, or anew, the host answers 500 or 503. */
const patienceMs = 60_000;

/** The settings of a running app, by its API as it is (no schema of the app: a caller's view). */
export function settingsClient(appUrl: string) {
  async function ask(method: string, path: string, body?: object, ifMatch?: string): Promise<{ item: unknown; etag: string | null }> {
    for (const end = Date.now() + patienceMs; ; await sleep(300)) {
      const answer = await fetch(new URL(path, appUrl), {
        method,
        headers: { ...(body && { 'content-type': 'application/json' }), ...(ifMatch && { 'if-match': ifMatch }) },
        body: body ? JSON.stringify(body) : null,
      }).catch(() => null);
      if (answer?.ok) return { item: await answer.json(), etag: answer.headers.get('etag') };
      if (Date.now() < end && (answer === null || answer.status >= 500)) continue;
      throw new Error(`${method} ${path}: ${answer ? `${answer.status} ${await answer.text()}` : 'no answer'}`);
    }
  }

  /** The first item of a kind of which this holds; undefined without one. */
  async function find(kind: string, isIt: (item: Item) => boolean): Promise<Item | undefined> {
    for (let after: string | null = ''; after !== null; ) {
      const page: z.infer<typeof Page> = Page.parse((await ask('GET', `/api/${kind}${after && `?continuation=${after}`}`)).item);
      const found = page.items.find(isIt);
      if (found) return found;
      after = page.next && encodeURIComponent(page.next);
    }
    return undefined;
  }

  /** Adds an item unless there is one with the same value of `key`. Returns its id. */
  async function ensure(kind: string, key: string, item: Item): Promise<string> {
    const there = await find(kind, (one) => one[key] === item[key]);
    return (there ?? Item.parse((await ask('POST', `/api/${kind}`, item)).item)).id ?? '';
  }

  /** As `ensure`; one that is there gets these `places` (where servers are), if they differ. */
  async function ensureAt(kind: string, key: string, item: Item, places: Item): Promise<void> {
    const id = await ensure(kind, key, { ...item, ...places });
    const { item: read, etag } = await ask('GET', `/api/${kind}/${id}`);
    const there = Item.parse(read);
    if (Object.entries(places).every(([name, value]) => there[name] === value)) return;
    await ask('PUT', `/api/${kind}/${id}`, { ...there, ...places }, etag ?? '');
  }

  return { ensure, ensureAt };
}
