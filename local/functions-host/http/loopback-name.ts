/**
 * Whether a Host field names this machine by a name that only it has. Everybody who asks is signed
 * in here, and a web page may let its own name point at 127.0.0.1 (DNS rebinding): it is asked for
 * under that name, and would read and write as a local admin. No Host at all: no browser.
 */
export function isLoopbackName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = URL.parse(`http://${host}`)?.hostname;
  return (
    name !== undefined && (name === '[::1]' || name === 'localhost' || name.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(name))
  );
}
