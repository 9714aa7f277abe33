import { z } from 'zod';
import { namesSomebody } from '../../../shared/domain/settings/block-list.ts';
import { BlockedSender } from '../../../shared/domain/settings/blocked-sender.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

const Wanted = BlockedSender.pick({ entry: true, note: true }).extend({
  entry: BlockedSender.shape.entry.refine(
    namesSomebody,
    'must be an address, a domain (example.com) or a pattern that names one (*.example.com)',
  ),
});

/** POST /api/block-list: blocks an address, a domain, or a pattern with `*`; within half a minute for every process. Answers 201, or 400. */
route(
  {
    name: 'api-block-list-add',
    method: 'POST',
    route: 'block-list',
    role: 'admin',
    summary: 'Blocks a sender',
    query: z.object({}),
    params: z.object({}),
    body: Wanted,
    status: 201,
    answers: z.object({ id: z.string() }),
  },
  async ({ body, principal }) => {
    const entry = BlockedSender.parse({
      ...(await body(Wanted)),
      addedBy: principal.name || principal.id,
      addedAt: new Date().toISOString(),
    });
    return { status: 201, jsonBody: { id: await (await wiring().blocked()).add(entry) } };
  },
);
