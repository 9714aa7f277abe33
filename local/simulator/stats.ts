/** Requests since the start: all, by operation (`METHOD /path/{parameter}`) and by status. */
export type Stats = { requests: number; byOperation: Record<string, number>; byStatus: Record<string, number> };
