import { randomUUID } from 'node:crypto';

export interface Hop {
  /** Envelope sender, '' for the null sender of bounces. */
  from: string;
  /** Envelope recipients; a single one is named in the Received field. */
  recipients: readonly string[];
  /** How the sending host named itself, and its address. */
  helo: string;
  ip: string;
  /** The host that took the mail. */
  by: string;
  at: Date;
}

/**
 * The mail's bytes, unchanged, with the two fields in front that a delivering server adds:
 * Return-Path and Received (RFC 5321, section 4.4). Characters that could end a field are dropped
 * from what the sending host said of itself.
 */
export function withTraceFields(raw: Buffer, hop: Hop): Buffer {
  const [only, ...others] = hop.recipients;
  const forWhom = only !== undefined && others.length === 0 ? `\r\n\tfor <${printable(only)}>` : '';
  const fields = [
    `Return-Path: <${printable(hop.from)}>`,
    `Received: from ${printable(hop.helo) || 'unknown'} ([${printable(hop.ip)}])\r\n\tby ${hop.by} with ESMTP id ${randomUUID()}${forWhom};\r\n\t${toMailDate(hop.at)}`,
  ];
  return Buffer.concat([Buffer.from(`${fields.join('\r\n')}\r\n`, 'latin1'), raw]);
}

/**
 * The mail's bytes with what the receiving system found of its sender in front (RFC 8601): all is
 * well with mail that the app itself sent.
 */
export function withVerdict(raw: Buffer, from: string, by: string): Buffer {
  const domain = printable(from.slice(from.lastIndexOf('@') + 1));
  const verdicts = `spf=pass smtp.mailfrom=${domain};\r\n\tdkim=pass header.d=${domain};\r\n\tdmarc=pass header.from=${domain}`;
  return Buffer.concat([Buffer.from(`Authentication-Results: ${by};\r\n\t${verdicts}\r\n`, 'latin1'), raw]);
}

const printable = (text: string) => text.replace(/[^\x21-\x7e]/g, '').slice(0, 320);

const toMailDate = (at: Date) => at.toUTCString().replace('GMT', '+0000');
