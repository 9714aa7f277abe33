/**
 * How much of a mail is read. Every number names what would happen without it; all of them are far
 * above what mail programs send. Where a limit is passed, the rest stays in the raw mail and a
 * defect says so; only `mailBytes` and `headerBytes` end the reading (`MailLimitError`).
 */
export const mailLimits = {
  /**
   * A mail is held in memory once raw and once decoded: one of a gigabyte would end the process.
   * Exchange Online takes 150 MB at most, 36 MB by default.
   */
  mailBytes: 100 * 1024 * 1024,
  /**
   * A header without an end is read as one (a body of megabytes taken for fields). Gmail takes 500
   * KB, Exchange 256 KB.
   */
  headerBytes: 2 * 1024 * 1024,
  /**
   * 50,000 fields of one line each are cheap to send and dear to keep; the fields that a mail is
   * read by are found behind them all the same.
   */
  headerFields: 1000,
  /** The header of a part; it has a few lines. */
  partHeaderBytes: 64 * 1024,
  /** A Subject of 4,200 encoded words, a To of 50,000 addresses, an unending References. */
  fieldLength: 64 * 1024,
  /**
   * Multipart in multipart, a thousand levels: each costs a search through the whole rest and a
   * stack frame. What is deeper is kept as one file.
   */
  depth: 30,
  /** 10,000 parts of one line: each would become a blob, a row, a digest. */
  parts: 500,
  /** RFC 2231 continuations (`filename*0=`, `filename*1=` …): 20,000 of them make one name. */
  continuations: 100,
  /** Parameters of one field. */
  parameters: 200,
  /** Of a subject, in characters; it goes into lists and other subjects. */
  subjectLength: 1000,
  /** Addresses of one field: each becomes a participant that is looked up and notified. */
  addresses: 200,
  /**
   * The text and the HTML of a body, in characters, all their parts together: what is longer goes
   * on as a file; every rule after this one looks at each line of it.
   */
  bodyLength: 1_000_000,
  /**
   * The bytes of a body that are decoded for a character that is shown: no charset takes more, but
   * for escapes. 30 MB of UTF-7 held the process for half a minute.
   */
  bytesPerCharacter: 4,
  /** A mail in a mail in a mail …, when attached mails are looked into. */
  nestedMails: 5,
  /**
   * Archives: bytes inflated, files looked at, archives in archives, for all files of a mail. 42 kB
   * can hold four petabytes.
   */
  archiveBytes: 64 * 1024 * 1024,
  archiveFiles: 5000,
  archiveDepth: 4,
} as const;

export type LimitName = 'mail-size' | 'header-size';

/**
 * A mail beyond a limit that ends the reading: `limit` names it. What its header says is still to
 * be had (`parseHeaderOnly`); the raw mail is kept.
 */
export class MailLimitError extends Error {
  override name = 'MailLimitError';
  readonly limit: LimitName;
  constructor(limit: LimitName, message: string) {
    super(message);
    this.limit = limit;
  }
}
