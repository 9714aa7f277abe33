import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Everything that the embedded cloud keeps, by name: nothing else in the folder is touched,
 * whatever folder was given.
 */
const PARTS = ['acs', 'app', 'azurite', 'certificates', 'cosmos', 'entra', 'graph', 'imap', 'key-vault', 'logs', 'outbox'];

/** Forgets what earlier runs stored. The state folder must be locked. */
export async function clearState(state: string): Promise<void> {
  for (const part of PARTS) await rm(join(state, part), { recursive: true, force: true });
}
