import type { Remark } from '../words/remark.ts';

/** Why a change is not made: which field of the request is at fault (or none), and the words. */
export type Refusal = { refused: { field: string; reason: Remark; kind: 'values' | 'state' } };

/** The values of a field do not fit. Pure. */
export const wrongValue = (field: string, reason: Remark): Refusal => ({ refused: { field, reason, kind: 'values' } });

/** It is not possible as things are. Pure. */
export const notNow = (field: string, reason: Remark): Refusal => ({ refused: { field, reason, kind: 'state' } });
