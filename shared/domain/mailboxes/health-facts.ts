import { z } from 'zod';

/** From when until when a server's certificate is valid. */
export const ServerCertificate = z.object({ notBefore: z.iso.datetime(), notAfter: z.iso.datetime() });
export type ServerCertificate = z.infer<typeof ServerCertificate>;

/** What is kept of a mailbox that fails, and of its server; all of it may be absent. */
export const healthFacts = {
  /**
   * Why the last read failed, as a code of MailSourceError. Absent while it is read well, and in
   * items of the version before.
   */
  lastFailure: z.string().max(40).exactOptional(),
  /** Since when no read went well. */
  failingSince: z.iso.datetime().exactOptional(),
  /** Since when a person has to authorise it: a server that is down meanwhile does not end that. */
  unauthorisedSince: z.iso.datetime().exactOptional(),
  /** When its sign-in was refused lately, at most as often as makes us stop. */
  refusals: z.array(z.iso.datetime()).max(3).exactOptional(),
  /** When somebody let it be tried anew; until it is read. */
  resumedAt: z.iso.datetime().exactOptional(),
  /** The certificate that its server showed last. */
  certificate: ServerCertificate.exactOptional(),
};
