import { afterEach, expect, it, vi } from 'vitest';
import { toVerdictLine, type Verdict } from '../../../local/mail/read-verdicts.ts';
import { toTerminalText } from '../../../local/mail/to-terminal-text.ts';
import { type VerdictWatch, watchVerdicts } from '../../../local/mail/watch-verdicts.ts';

const support = 'support@contoso.example';
const start = Date.parse('2026-11-02T09:00:00Z');
let watch: VerdictWatch;
afterEach(async () => {
  await watch?.stop();
  vi.useRealTimers();
});

const aVerdict = (mailId: string, shape: Partial<Verdict> = {}): Verdict => ({
  mailId,
  mailbox: support,
  messageId: `<${mailId}@client.example>`,
  outcome: 'ticket',
  reason: null,
  ticketNumber: 'SUP-1001',
  receivedAt: new Date(Date.now()).toISOString(),
  ...shape,
});

/** An app with `verdicts` (newest first), its requests, and what the watch told. */
function watching(verdicts: () => Verdict[]) {
  vi.useFakeTimers({ now: start });
  const requests: Record<string, string>[] = [];
  const told: [string, string | undefined][] = [];
  watch = watchVerdicts({
    async read(filters) {
      requests.push(filters);
      const from = Number(filters.continuation ?? 0);
      const items = verdicts().slice(from, from + 100);
      return { items, next: verdicts().length > from + 100 ? String(from + 100) : null };
    },
    found: (mail, verdict) => told.push([mail.messageId, verdict?.outcome]),
  });
  const wait = (messageId: string, mailbox = support) => watch.await({ messageId, mailbox, at: new Date() });
  return { requests, told, wait };
}

it('asks once a second, only while mails are awaited, and tells each once', async () => {
  const verdicts: Verdict[] = [];
  const { requests, told, wait } = watching(() => verdicts);
  await vi.advanceTimersByTimeAsync(5000);
  expect(requests).toHaveLength(0);
  wait('<a@client.example>');
  wait('<b@client.example>');
  verdicts.unshift(aVerdict('a', { outcome: 'processing' }), aVerdict('b', { outcome: 'suppressed' }));
  await vi.advanceTimersByTimeAsync(3500);
  expect(requests).toHaveLength(3);
  expect(told).toEqual([['<b@client.example>', 'suppressed']]);
  verdicts[0] = aVerdict('a');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([
    ['<b@client.example>', 'suppressed'],
    ['<a@client.example>', 'ticket'],
  ]);
  expect(requests).toHaveLength(4);
});

it('tells copies apart: another mailbox, an earlier mail with the same Message-ID, a second copy', async () => {
  const messageId = '<a@client.example>';
  const old = aVerdict('old', { messageId, receivedAt: new Date(start - 60_000).toISOString() });
  const verdicts = () => [
    aVerdict('second', { messageId, outcome: 'duplicate' }),
    aVerdict('first', { messageId }),
    aVerdict('elsewhere', { messageId, mailbox: 'helpdesk@contoso.example', outcome: 'reply' }),
    old,
  ];
  const { told, wait } = watching(verdicts);
  wait(messageId);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual([[messageId, 'ticket']]);
  wait(messageId);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual([
    [messageId, 'ticket'],
    [messageId, 'duplicate'],
  ]);
});

it('reads older pages, one a second, when a burst is larger than a page', async () => {
  const verdicts = Array.from({ length: 250 }, (_, i) =>
    aVerdict(String(i), { receivedAt: new Date(start + (250 - i) * 100).toISOString() }),
  );
  const { requests, told, wait } = watching(() => verdicts);
  for (const { messageId } of verdicts) wait(messageId ?? '');
  await vi.advanceTimersByTimeAsync(3000);
  expect(requests.map(({ continuation }) => continuation)).toEqual([undefined, '100', '200']);
  expect(told).toHaveLength(250);
});

it('goes on after errors, and gives up after ten minutes', async () => {
  let away = true;
  const { told, wait } = watching(() => {
    if (away) throw new Error('the app is starting again');
    return [aVerdict('a')];
  });
  wait('<a@client.example>');
  wait('<lost@client.example>');
  await vi.advanceTimersByTimeAsync(5000);
  away = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual([['<a@client.example>', 'ticket']]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(told.at(-1)).toEqual(['<lost@client.example>', undefined]);
});

it('says the verdict in a line, with a link', () => {
  const line = (shape: Partial<Verdict>) => toVerdictLine(aVerdict('m1', shape), 'http://x/t/{number}', 'http://x');
  expect(line({})).toBe('new ticket SUP-1001  http://x/t/SUP-1001');
  expect(line({ outcome: 'suppressed', ticketNumber: null, reason: 'auto-reply' })).toBe('no ticket (auto-reply)  http://x/api/mail/m1');
});

it('lets no mail write to the terminal what it wants', () => {
  expect(toTerminalText('\u001b[2J\u001b]0;owned\u0007 red\r\nnext \u202egnp.exe')).toBe('[2J ]0;owned red next gnp.exe');
  expect(toTerminalText('x'.repeat(100), 10)).toBe('xxxxxxxxx…');
});
