import { z } from 'zod';
import { wiring } from '../../shared/wiring/wiring.ts';
import { guestRoute } from '../http/guest-route.ts';

/**
 * POST /api/guest/link: mails a new link to whom that of the header was mailed to, at most once an
 * hour. Answers 202 whether or not it does: nothing can be learnt by asking.
 */
guestRoute(
  {
    name: 'guest-link',
    method: 'POST',
    route: 'guest/link',
    summary: 'Mails a new link to the address that the ended one was mailed to, once an hour at most',
    status: 202,
    schemas: async () => ({ answers: z.object({}) }),
  },
  async ({ token }) => {
    const { mailNewLink } = await import('../../shared/workflows/guest/mail-new-link.ts');
    await mailNewLink(await (await wiring()).guests(), token);
    return { status: 202, jsonBody: {} };
  },
);
