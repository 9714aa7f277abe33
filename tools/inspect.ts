import { readFile } from 'node:fs/promises';
import { classify } from '../shared/domain/classify/classify.ts';
import { parseMail } from '../shared/domain/mail/parse-mail.ts';
import { forwardedMail } from '../shared/domain/reply/forwarded.ts';
import { replyText } from '../shared/domain/reply/reply-text.ts';
import { checkInWords, inWords } from '../shared/domain/words/in-words.ts';

/**
 * `npm run --silent inspect -- FILE…`: prints what the app reads in each raw mail, one line of JSON
 * for each, in order. A mail that can't be read gives `{ file, ok: false, error }`. Exits 2 without
 * a file, else 0.
 */
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Usage: npm run --silent inspect -- FILE.eml…');
  process.exit(2);
}
for (const file of files) {
  let line: object;
  try {
    line = { file, ok: true, ...inspect(await readFile(file)) };
  } catch (error) {
    line = { file, ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function inspect(raw: Uint8Array): object {
  const mail = parseMail(raw);
  const { kind, evidence, bounce, complaint, receipt } = classify(mail);
  return {
    kind,
    evidence: evidence.map((check) => checkInWords(check)),
    bounce,
    complaint,
    receipt,
    messageId: mail.messageId,
    from: mail.from,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    date: mail.date,
    text: mail.text,
    reply: replyText(mail),
    forwarded: forwardedMail(mail),
    attachments: mail.parts.map(({ name, contentType, size, sha256, foundIn }) => ({ name, contentType, size, sha256, foundIn })),
    defects: mail.defects.map((defect) => inWords(defect)),
  };
}
