import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendRawMail } from '../mail/send-raw-mail.ts';
import { startBenchCloud } from './bench-cloud.ts';
import { peakRssMbOf } from './process-cost.ts';

/** The most memory (MB) that a fresh functions process holds while it takes in a mail of 25 MB: fetched, parsed, stored, confirmed. */
export async function benchBigMail(): Promise<{ mail25MbRssMb: number; idleRssMb: number }> {
  const bench = await startBenchCloud();
  try {
    const idleRssMb = peakRssMbOf(bench.pid());
    const { host, port } = bench.cloud.file.smtp;
    await sendRawMail({ host, port }, { from: 'alice@fabrikam.example', to: ['support@contoso.example'] }, bigMail(25 * 1024 * 1024));
    for (let round = 0; round < 300; round += 1) {
      const { resources } = await bench.tickets.items
        .query("SELECT c.id FROM c WHERE c.type = 'notification' AND c.status IN ('sent', 'delivered')")
        .fetchAll();
      if (resources.length > 0) return { mail25MbRssMb: peakRssMbOf(bench.pid()), idleRssMb };
      await sleep(200);
    }
    throw new Error('The mail of 25 MB was not taken in within a minute');
  } finally {
    await bench.stop();
  }
}

function bigMail(bytes: number): Buffer {
  const file = Buffer.concat(Array.from({ length: bytes / 64 }, (_, index) => createHash('sha512').update(String(index)).digest()));
  const head = [
    'From: Alice Ames <alice@fabrikam.example>',
    'To: support@contoso.example',
    'Subject: The scans',
    'Message-ID: <big.25@fabrikam.example>',
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
