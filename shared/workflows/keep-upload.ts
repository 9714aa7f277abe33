import { createHash } from 'node:crypto';
import type { ApiUpload } from '../api/conversation.ts';
import type { Principal } from '../api/principal.ts';
import { ProblemError } from '../api/problem.ts';
import { planUpload, type Upload } from '../domain/conversation/upload.ts';
import { maxUploadBytes } from '../domain/conversation/upload-limit.ts';
import type { Policy } from '../domain/settings/policy.ts';
import { inWords } from '../domain/words/in-words.ts';
import { writerOf } from './written-files.ts';

/** What keeping a file reads and writes. */
export type UploadDeps = {
  now(): Date;
  policy(): Promise<Policy>;
  keepUpload(upload: Upload, content: Uint8Array): Promise<void>;
};

/**
 * Keeps a file for the message that it will go with. The same file of the same person is the same.
 *
 * @throws ProblemError 413 when it is too large, 422 when it is empty, or a file that would be
 * blocked in a mail.
 */
export async function keepUpload(deps: UploadDeps, principal: Principal, name: string, content: Uint8Array): Promise<ApiUpload> {
  const { address: by } = writerOf(principal);
  if (content.byteLength > maxUploadBytes) throw new ProblemError(413, `body: must have ${maxUploadBytes / 1_000_000} MB at most`);
  if (content.byteLength === 0) throw new ProblemError(422, 'body: must have the bytes of the file');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const plan = planUpload({ name, content, sha256, by, policy: await deps.policy(), now: deps.now() });
  if ('blocked' in plan) throw new ProblemError(422, `body: this file is not sent: ${inWords(plan.blocked)}`);
  await deps.keepUpload(plan, content);
  const { id, name: kept, size, type, flags, expiresAt } = plan;
  return { id, name: kept, size, type, flags: flags.map((flag) => inWords(flag)), expiresAt };
}
