import { fieldValue, type MailFields } from './header-fields.ts';
import { decodeWords } from './mime/encoded-words.ts';

/**
 * The first mail of a conversation has 22 bytes; each reply adds 5 (MS-OXOMSG 2.2.1.3,
 * PidTagConversationIndex).
 */
const firstBytes = 22;
const bytesPerAnswer = 5;
const maxIndex = 2000;

/**
 * The topic of the conversation in which a mail replies, by Exchange's fields Thread-Index and
 * Thread-Topic: Exchange writes them into automatic replies even without In-Reply-To and
 * References. '' without a topic; null if the mail is not a reply.
 */
export function answeredTopic(fields: MailFields): string | null {
  const index = fieldValue(fields, 'thread-index').slice(0, maxIndex).replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]{30,2000}={0,2}$/.test(index)) return null;
  const answers = Buffer.from(index, 'base64').length - firstBytes;
  if (answers <= 0 || answers % bytesPerAnswer !== 0) return null;
  return decodeWords(fieldValue(fields, 'thread-topic'))
    .replace(/\s{1,500}/g, ' ')
    .trim();
}
