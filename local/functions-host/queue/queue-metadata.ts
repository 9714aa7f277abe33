import type { RpcTypedData } from '../channel/rpc-types.ts';

export interface MessageFacts {
  text: string;
  id: string;
  dequeueCount: number;
  popReceipt: string;
  insertedOn: Date;
  expiresOn: Date;
  nextVisibleOn: Date;
}

/**
 * Trigger metadata of a queue message, as the real host builds it, and with its pitfall: top-level
 * values of a JSON message come in too, and override the host's own of the same name in any case
 * (seen in host 4.1037). So an app must not believe `context.triggerMetadata` when a sender chooses
 * the keys.
 */
export function toQueueMetadata(facts: MessageFacts): Record<string, RpcTypedData> {
  const own: Record<string, RpcTypedData> = {
    QueueTrigger: { string: facts.text },
    DequeueCount: { string: String(facts.dequeueCount) },
    Id: { string: facts.id },
    PopReceipt: { string: facts.popReceipt },
    InsertionTime: toTime(facts.insertedOn),
    ExpirationTime: toTime(facts.expiresOn),
    NextVisibleTime: toTime(facts.nextVisibleOn),
  };
  const values = readTopLevelValues(facts.text);
  if (values.length === 0) return own;
  const taken = new Set(values.map(([key]) => key.toLowerCase()));
  return Object.fromEntries([...Object.entries(own).filter(([key]) => !taken.has(key.toLowerCase())), ...values]);
}

function readTopLevelValues(text: string): [string, RpcTypedData][] {
  if (!text.trimStart().startsWith('{')) return [];
  const values: [string, RpcTypedData][] = [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return [];
    for (const [key, value] of Object.entries(parsed)) {
      if (value !== null && typeof value !== 'object') values.push([key, { string: String(value) }]);
    }
  } catch {
    // plain text that begins with a brace
  }
  return values;
}

function toTime(date: Date): RpcTypedData {
  return { json: JSON.stringify(date.toISOString().replace('Z', '+00:00')) };
}
