/** A small mail; `headers` are added to or replace the usual ones. CRLF throughout. */
export function aRawMail(headers: Record<string, string> = {}, body = 'The printer on the second floor is on fire again.'): Buffer {
  const all = {
    From: 'Alice Ames <alice@fabrikam.example>',
    To: 'support@contoso.example',
    Subject: 'Printer',
    Date: 'Mon, 02 Nov 2026 10:00:00 +0000',
    'Message-ID': `<${Math.random().toString(36).slice(2)}@fabrikam.example>`,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...lines, '', body, ''].join('\r\n'));
}
