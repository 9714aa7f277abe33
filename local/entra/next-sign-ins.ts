import { z } from 'zod';
import { readJson } from '../simulator/read-json.ts';
import type { Route } from '../simulator/routes.ts';
import type { ProviderStore } from './provider-store.ts';

/** What becomes of the next sign-in: another account than the one asked for, or a refusal. */
export const NextSignIn = z.strictObject({
  account: z.email().optional(),
  refusal: z.strictObject({ error: z.string().max(100), error_description: z.string().max(1000) }).optional(),
});
export type NextSignIn = z.infer<typeof NextSignIn>;
export type NextSignIns = { add(next: NextSignIn): void; take(): NextSignIn | undefined };

export function makeNextSignIns(): NextSignIns {
  const waiting: NextSignIn[] = [];
  return { add: (next) => void waiting.push(next), take: () => waiting.shift() };
}

const Revoked = z.strictObject({ user: z.email(), accessTokens: z.enum(['live', 'end']).default('live') });
export type RevokeUser = (upn: string, how?: { accessTokens?: 'live' | 'end' }) => void;
const Rotated = z.strictObject({ rotation: z.enum(['lenient', 'strict']) });

/** The handle of the login service over HTTP, for whoever runs in another process. */
export function entraAdminRoutes(next: NextSignIns, store: ProviderStore, revokeUser: RevokeUser): Route<undefined>[] {
  return [
    {
      operation: 'POST /admin/sign-ins',
      async answer(request) {
        next.add(await readJson(request, NextSignIn));
        return { status: 204 };
      },
    },
    {
      operation: 'POST /admin/revocations',
      async answer(request) {
        const { user, ...how } = await readJson(request, Revoked);
        revokeUser(user, how);
        return { status: 204 };
      },
    },
    {
      operation: 'PUT /admin/rotation',
      async answer(request) {
        store.rotation = (await readJson(request, Rotated)).rotation;
        return { status: 204 };
      },
    },
  ];
}
