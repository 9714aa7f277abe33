import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { z } from 'zod';

/** The header by which the SDK asks for a plan instead of rows. */
export const isPlanRequest = 'x-ms-cosmos-is-query-plan-request';

const Asked = z.object({ query: z.string() });
/**
 * What of a plan tells whether it holds for other parameters: it looks at all partitions, so none
 * of them was chosen by a parameter.
 */
const PlanForAll = z.object({
  queryRanges: z.tuple([z.object({ min: z.literal(''), max: z.literal('FF') })]),
});

/**
 * The texts of queries stand in the code, and are few; more would be a mistake, and no reason to
 * fill the memory.
 */
const maxPlans = 500;

/**
 * Keeps the plans of queries across partitions. The SDK asks for one with each query, which is a
 * request more each time, but a plan depends on the text of the query alone, unless a parameter
 * chooses the partition: such a plan is not kept.
 */
export function keepQueryPlans(client: HttpClient): HttpClient {
  const plans = new Map<string, string>();
  return {
    async sendRequest(request) {
      const text = request.headers.has(isPlanRequest) ? textOf(request.body) : null;
      if (text === null) return client.sendRequest(request);
      const key = `${request.url}\n${text}`;
      const kept = plans.get(key);
      if (kept !== undefined) {
        return { request, status: 200, headers: createHttpHeaders({ 'content-type': 'application/json' }), bodyAsText: kept };
      }
      const response = await client.sendRequest(request);
      const plan = response.status === 200 ? (response.bodyAsText ?? null) : null;
      if (plan !== null && plans.size < maxPlans && PlanForAll.safeParse(parsed(plan)).success) plans.set(key, plan);
      return response;
    },
  };
}

const textOf = (body: unknown): string | null => Asked.safeParse(typeof body === 'string' ? parsed(body) : null).data?.query ?? null;

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
