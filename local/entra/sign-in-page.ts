const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);

/** The page at which a person picks an account and consents, or does not. */
export const signInPage = (account: string, scope: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sign in (local)</title>
<h1>Pick an account</h1>
<form>
<p><label>Address of the mailbox to sign in with
<input name="login_hint" type="email" required autofocus value="${escaped(account)}"></label></p>
<p>The app asks for:</p>
<ul>${scope
  .split(' ')
  .filter(Boolean)
  .map((one) => `<li>${escaped(one)}</li>`)
  .join('')}</ul>
<p><button name="decision" value="accept">Sign in and accept</button>
<button name="decision" value="decline" formnovalidate>Decline</button></p>
</form></html>`;
