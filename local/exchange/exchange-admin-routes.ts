import { z } from 'zod';
import { readJson } from '../simulator/read-json.ts';
import type { Route } from '../simulator/routes.ts';
import type { Busy } from './answer-soap.ts';

/** What can be done to the server from outside, beside faults of HTTP. */
export type ExchangeControls = {
  /** The next so many requests are told to come again. */
  beBusy(times: number, busy: Busy): void;
  /** States that were given are of no use any more, as after a restore. */
  forgetSyncStates(): void;
  /** Mails with this subject can't be written as MIME from now on. */
  breakMime(subject: string): void;
};

const BusyBody = z.strictObject({
  times: z.int().min(1).max(1000).default(1),
  shape: z.enum(['fault', 'message', 'inner']).default('fault'),
  backOffMs: z.int().min(0).max(3_600_000).nullable().default(null),
});
const BrokenMime = z.strictObject({ subject: z.string().min(1).max(1000) });

export const exchangeAdminRoutes = ({ beBusy, forgetSyncStates, breakMime }: ExchangeControls): Route<undefined>[] => [
  {
    operation: 'POST /admin/busy',
    async answer(request) {
      const { times, ...busy } = await readJson(request, BusyBody);
      beBusy(times, busy);
      return { status: 204 };
    },
  },
  {
    operation: 'POST /admin/forget-sync-states',
    answer() {
      forgetSyncStates();
      return { status: 204 };
    },
  },
  {
    operation: 'POST /admin/break-mime',
    async answer(request) {
      breakMime((await readJson(request, BrokenMime)).subject);
      return { status: 204 };
    },
  },
];
