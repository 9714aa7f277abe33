/**
 * How much of a mail is read. Each comment says what would happen without the limit; all limits are
 * far above what mail programs send. The rest stays in the raw mail, and a defect says so. Only
 * beyond `mailBytes` and `headerBytes` is the mail not read at all (`MailLimitError`).
 */
export const mailLimits = {
  /**
   * A mail is held in memory once raw and once decoded; a gigabyte would crash the process.
   * Exchange Online accepts 150 MB at most, 36 MB by default.
   */
  mailBytes: 100 * 1024 * 1024,
  /**
   * A header that does not end: megabytes of body would be read as fields. Gmail accepts 500 KB,
   * Exchange 256 KB.
   */
  headerBytes: 2 * 1024 * 1024,
  /**
   * 50,000 fields of one line each are cheap to send and expensive to keep. The fields that matter
   * for reading the mail are found even after them.
   */
  headerFields: 1000,
  /** The header of a part; it has a few lines. */
  partHeaderBytes: 64 * 1024,
  /** A Subject of 4,200 encoded words, a To of 50,000 addresses, an unending References. */
  fieldLength: 64 * 1024,
  /**
   * A thousand multiparts in each other: each costs a search through the rest of the mail and a
   * stack frame. What is deeper is kept as one file.
   */
  depth: 30,
  /** 10,000 parts of one line: each would become a blob, an entry in the message and a digest. */
  parts: 500,
  /** RFC 2231 continuations (`filename*0=`, `filename*1=` …): 20,000 of them make one name. */
  continuations: 100,
  /** Parameters of one field. */
  parameters: 200,
  /** In characters; subjects are shown in lists and used in other subjects. */
  subjectLength: 1000,
  /** Addresses in one field: each becomes a participant that is looked up and notified. */
  addresses: 200,
  /**
   * Characters of a body's text, and of its HTML, all parts together, since every later rule reads
   * each line. The rest becomes a file.
   */
  bodyLength: 1_000_000,
  /**
   * Bytes of a body that are decoded for each character shown: no charset needs more, escapes
   * aside. 30 MB of UTF-7 blocked the process for half a minute.
   */
  bytesPerCharacter: 4,
  /** Mails attached to attached mails … */
  nestedMails: 5,
  /**
   * Archives: bytes inflated, files scanned, archives in archives, for all files of a mail. An
   * archive of 42 kB can hold four petabytes.
   */
  archiveBytes: 64 * 1024 * 1024,
  archiveFiles: 5000,
  archiveDepth: 4,
} as const;

export type LimitName = 'mail-size' | 'header-size';

/**
 * The mail exceeds a limit (`limit`, of `most` bytes) and is not read. Its header can still be read
 * (`parseHeaderOnly`), and the raw mail is kept.
 */
export class MailLimitError extends Error {
  override name = 'MailLimitError';
  readonly limit: LimitName;
  readonly most: number;
  constructor(limit: LimitName, most: number) {
    super(`${limit}: more than ${most} bytes`);
    this.limit = limit;
    this.most = most;
  }
}
