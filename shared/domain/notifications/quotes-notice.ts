import { noticeWords } from '../templates/notice-words.ts';

/** The sentence that stands in all that only technicians get, in each language. */
const marks = Object.values(noticeWords).map(({ onlyTeam }) => onlyTeam.replace(/\s+/g, ' '));

/** Whether a text has what only technicians got, though nothing marks it as quoted. Pure. */
export function quotesNotice(text: string): boolean {
  const plain = text.replace(/[>\s]+/g, ' ');
  return marks.some((mark) => plain.includes(mark));
}
