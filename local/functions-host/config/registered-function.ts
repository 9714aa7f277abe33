import { z } from 'zod';

const binding = z.looseObject({
  type: z.string(),
  direction: z.enum(['in', 'out', 'inout']).default('in'),
  connection: z.string().optional(),
  queueName: z.string().optional(),
  schedule: z.string().optional(),
  route: z.string().optional(),
  methods: z.array(z.string()).optional(),
  runOnStartup: z.boolean().optional(),
  useMonitor: z.boolean().optional(),
});

/**
 * One `app.http(...)`, `app.timer(...)`, `app.storageQueue(...)`: what the library gave to
 * registerFunction. Binding names are deterministic hashes, `$return` is the returned value. The
 * optional fields are those of the bindings that the host runs; all others are kept as they are.
 */
export const registeredFunction = z.object({
  name: z.string().regex(/^[A-Za-z][\w-]{0,126}$/, 'a function name starts with a letter and has only letters, digits, _ and -'),
  bindings: z.record(z.string(), binding),
  retryOptions: z.looseObject({}).optional(),
});
export type RegisteredFunction = z.infer<typeof registeredFunction>;
export type Binding = z.infer<typeof binding>;
