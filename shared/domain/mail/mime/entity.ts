import type { Remark } from '../../words/remark.ts';
import type { HeaderField } from '../parsed-mail.ts';
import type { ParameterizedValue } from './field-parameters.ts';

/**
 * A node of the MIME tree: a multipart with children, or a leaf whose body is in `raw` from
 * `bodyStart` to `bodyEnd` (bytes).
 */
export type Entity = {
  /** The bytes of the mail, or of the signed content that was opened within it. */
  raw: Buffer;
  fields: HeaderField[];
  /**
   * The type in lower case: what the header says, else what its place in the tree says (RFC 2045
   * 5.2, RFC 2046 5.1.5).
   */
  type: string;
  parameters: ParameterizedValue['parameters'];
  disposition: ParameterizedValue;
  /** Content-Transfer-Encoding in lower case. */
  encoding: string;
  bodyStart: number;
  bodyEnd: number;
  children: Entity[];
};

/** A mail that is being read. Everything that is opened within the mail shares `spent`. */
export type Reading = { raw: Buffer; spent: { parts: number; cms: number; inflated: number }; defects: Remark[] };
