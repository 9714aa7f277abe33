/** A mail that the benchmark sends: its raw bytes, Message-ID, sender and kind. */
export type GeneratedMail = { raw: Buffer; messageId: string; from: string; kind: 'new' | 'reply' | 'attachment' };

const words =
  'the printer on the second floor is offline again since this morning and nobody in accounting can print invoices we restarted it twice please have a look when you can the error on its display says paper jam but there is none thank you regards'.split(
    ' ',
  );

/** Numbers from a seed, so that every run has the same mails (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Mails like those that a service desk gets: 2 to 6 KB, text and HTML, one in ten with a small PDF,
 * one in five a reply to an earlier one from the same sender, all from one client; each sender
 * opens one ticket. `run` makes the Message-IDs of each run unique.
 */
export function generatedMails(count: number, run: string, to = 'support@contoso.example'): GeneratedMail[] {
  const random = numbersFrom(42);
  const mails: GeneratedMail[] = [];
  for (let index = 0; index < count; index += 1) {
    const isReply = index % 5 === 4;
    const parent = isReply ? mails[index - 4] : undefined;
    const kind = isReply ? 'reply' : index % 10 === 3 ? 'attachment' : 'new';
    const writer = parent ? parent.from : `user${index}.${run}@fabrikam.example`;
    const messageId = `<${run}.${index}@fabrikam.example>`;
    mails.push({ raw: rawMail({ index, messageId, writer, to, parent: parent?.messageId, kind, random }), messageId, from: writer, kind });
  }
  return mails;
}

type Shape = {
  index: number;
  messageId: string;
  writer: string;
  to: string;
  parent: string | undefined;
  kind: GeneratedMail['kind'];
  random: () => number;
};

function rawMail({ index, messageId, writer, to, parent, kind, random }: Shape): Buffer {
  const sentences = Array.from({ length: 6 + Math.floor(random() * 14) }, () =>
    Array.from({ length: 8 + Math.floor(random() * 10) }, () => words[Math.floor(random() * words.length)]).join(' '),
  );
  const text = sentences.map((sentence) => `${sentence}.`).join('\r\n\r\n');
  const html = `<html><head><style>p{margin:0}</style></head><body>${sentences.map((s) => `<p style="font-family:Calibri;font-size:11pt">${s}.</p>`).join('<br>')}</body></html>`;
  const alternative = [
    'Content-Type: multipart/alternative; boundary="alt"',
    '',
    '--alt',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    text.replace(/(.{70}[^\r\n=]{0,4})(?=[^\r\n])/g, '$1=\r\n'),
    '--alt',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(html)
      .toString('base64')
      .replace(/(.{76})/g, '$1\r\n'),
    '--alt--',
    '',
  ].join('\r\n');
  const file = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.from(Array.from({ length: 3000 }, () => Math.floor(random() * 256)))]);
  const body =
    kind === 'attachment'
      ? [
          'Content-Type: multipart/mixed; boundary="mix"',
          '',
          '--mix',
          alternative,
          '--mix',
          `Content-Type: application/pdf; name="report-${index}.pdf"`,
          `Content-Disposition: attachment; filename="report-${index}.pdf"`,
          'Content-Transfer-Encoding: base64',
          '',
          file.toString('base64').replace(/(.{76})/g, '$1\r\n'),
          '--mix--',
          '',
        ].join('\r\n')
      : alternative;
  const fields = [
    'Received: from mail.fabrikam.example (mail.fabrikam.example [192.0.2.10]) by mx.contoso.example with ESMTPS; Mon, 16 Nov 2026 10:00:00 +0000',
    `From: "User ${index % 40}" <${writer}>`,
    `To: Support <${to}>`,
    `Subject: ${parent ? 'Re: ' : ''}=?utf-8?q?Drucker_im_B=C3=BCro?= ${index}`,
    'Date: Mon, 16 Nov 2026 10:00:00 +0000',
    `Message-ID: ${messageId}`,
    ...(parent ? [`In-Reply-To: ${parent}`, `References: ${parent}`] : []),
    'MIME-Version: 1.0',
    'X-Mailer: Microsoft Outlook 16.0',
  ];
  return Buffer.from(`${fields.join('\r\n')}\r\n${body}`);
}
