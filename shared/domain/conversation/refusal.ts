/** Why what a technician asks for can't be done: the field of their request, and the remedy. */
export type Refusal = { kind: 'refused'; field: string; why: string };

/** A refusal. Pure. */
export const refusal = (field: string, why: string): Refusal => ({ kind: 'refused', field, why });
