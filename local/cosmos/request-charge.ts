/**
 * Estimates of request units, from the published figures for 1 KB items with default indexing: a
 * point read 1 RU a KB, a write about 5.5 RU and more with size, a query from 2.8 RU plus its
 * documents. Good for seeing what an operation costs relative to another, not for a bill.
 * https://learn.microsoft.com/azure/cosmos-db/request-units
 */
export function chargeOfRead(bytes: number): number {
  return Math.max(1, round(bytes / 1024));
}

export function chargeOfWrite(bytes: number): number {
  return round(5.5 + (5 * Math.max(0, bytes - 1024)) / 1024);
}

export function chargeOfQuery(documents: number, bytes: number): number {
  return round(2.8 + documents * 0.05 + bytes / 10_240);
}

function round(units: number): number {
  return Math.round(units * 100) / 100;
}
