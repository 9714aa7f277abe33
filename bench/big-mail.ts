import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendRawMail } from '../local/mail/send-raw-mail.ts';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { peakRssMbOf } from './process-cost.ts';

/**
 * The peak memory (MB) of a new functions process while it fetches, parses, stores and confirms a
 * mail of 25 MB. A small mail is sent first, so that the first poll of the mailbox is over: it
 * would fetch the big one at the same time as the notification.
 */
export async function benchBigMail(): Promise<{ mail25MbRssMb: number; idleRssMb: number }> {
  const bench = await startBenchCloud();
  try {
    await takenIn(bench, aMail('small', Buffer.from('A page.')), 1);
    await sleep(3000);
    const idleRssMb = peakRssMbOf(bench.pid());
    await takenIn(bench, aMail('big', bytesOf(25 * 1024 * 1024)), 2);
    return { mail25MbRssMb: peakRssMbOf(bench.pid()), idleRssMb };
  } finally {
    await bench.stop();
  }
}

/** Sends a mail and waits until `confirmed` mails are confirmed. */
async function takenIn(bench: BenchCloud, raw: Buffer, confirmed: number): Promise<void> {
  const { host, port } = bench.cloud.file.smtp;
  await sendRawMail({ host, port }, { from: 'alice@fabrikam.example', to: ['support@contoso.example'] }, raw);
  for (let round = 0; round < 300; round += 1) {
    const { resources } = await bench.tickets.items
      .query("SELECT c.id FROM c WHERE c.type = 'notification' AND c.status IN ('sent', 'delivered')")
      .fetchAll();
    if (resources.length >= confirmed) return;
    await sleep(200);
  }
  throw new Error('A mail was not taken in within a minute');
}

/** Bytes that don't repeat and are always the same. */
const bytesOf = (length: number): Buffer =>
  Buffer.concat(Array.from({ length: length / 64 }, (_, index) => createHash('sha512').update(String(index)).digest()));

function aMail(name: string, file: Buffer): Buffer {
  const head = [
    'From: Alice Ames <alice@fabrikam.example>',
    'To: support@contoso.example',
    'Subject: The scans',
    `Message-ID: <${name}@fabrikam.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="mix"',
    '',
    '--mix',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'See the file.',
    '--mix',
    'Content-Type: application/pdf; name="scans.pdf"',
    'Content-Disposition: attachment; filename="scans.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([
    Buffer.from(head),
    Buffer.from(file.toString('base64').replace(/(.{76})/g, '$1\r\n')),
    Buffer.from('\r\n--mix--\r\n'),
  ]);
}
