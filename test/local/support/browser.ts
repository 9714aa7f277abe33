/**
 * Follows redirects as a browser does, with cookies, from `start` until an address that begins with
 * `until`, and returns that address with its query; or the page at which it ended. At most ten
 * steps.
 */
export async function browse(start: string, until: string): Promise<{ arrived?: URL; status: number; page: string }> {
  const jar = new Map<string, string>();
  let address = start;
  for (let step = 0; step < 10; step += 1) {
    if (address.startsWith(until)) return { arrived: new URL(address), status: 302, page: '' };
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    const location = answer.headers.get('location');
    if (!location) return { status: answer.status, page: await answer.text() };
    address = new URL(location, address).href;
  }
  throw new Error(`more than ten redirects from ${start}`);
}
