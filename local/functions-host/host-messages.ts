import { z } from 'zod';

/** What the host tells the process that started it, over IPC. */
export const hostMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    url: z.string(),
    workerPid: z.number(),
    problems: z.array(z.object({ name: z.string(), message: z.string() })),
  }),
  /** another functions process took over */
  z.object({ kind: z.literal('worker'), pid: z.number() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type HostMessage = z.infer<typeof hostMessage>;
