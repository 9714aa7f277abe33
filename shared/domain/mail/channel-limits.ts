import type { Remark } from '../words/remark.ts';
import { remark } from '../words/remark.ts';
import { sentName, sentType } from './compose-files.ts';
import type { OutgoingFile } from './outgoing-mail.ts';

/**
 * What a channel takes: the files of one mail in bytes, before Base64 makes them a third larger;
 * and their media types (null: any).
 */
export type ChannelLimits = { maxBytes: number; types: ReadonlySet<string> | null };

/** What has to be known of a file to say whether it can be sent. */
export type SizedFile = Pick<OutgoingFile, 'name' | 'type'> & { size: number };

/**
 * Why these files can't be sent together by a channel; null: they can. To be asked while a person
 * writes, and once more before sending. Pure.
 */
export function problemOfFiles(files: readonly SizedFile[], { maxBytes, types }: ChannelLimits): Remark | null {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > maxBytes) return remark('send-too-large', { size: inMegabytes(bytes), max: inMegabytes(maxBytes) });
  const wrong = types && files.find((file) => !types.has(sentType(file)));
  return wrong ? remark('send-file-type', { name: sentName(wrong), type: sentType(wrong) }) : null;
}

/** A size as people read it: `7.5 MB`, of a million bytes each. Pure. */
export const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / 100_000) / 10} MB`;
