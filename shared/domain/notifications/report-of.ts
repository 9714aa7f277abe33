import { type Remark, remark } from '../words/remark.ts';

/** What a report says of a mail of ours, with what the other system `said`, if anything. Pure. */
export const reportOf = (what: Remark, said: string): Remark =>
  said === '' ? remark('delivery-report', { what }) : remark('delivery-report-said', { what, said });
