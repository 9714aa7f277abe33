import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import { originOf } from '../domain/templates/link-problem.ts';
import { BrokenSettingError } from '../errors.ts';

/**
 * The sites that links in mail may lead to: those of the tickets' pages and of the clients'
 * conversations (`ownUrls`), and those of the policy.
 */
export function linkOrigins(ownUrls: readonly string[], settings: AdminSettings): string[] {
  return [...new Set([...ownUrls.flatMap((url) => originOf(url) ?? []), ...namedBy(settings)])];
}

/** A policy that can't be read allows none; it is reported where settings are read. */
function namedBy({ policy }: AdminSettings): string[] {
  try {
    return policy().linkOrigins;
  } catch (error) {
    if (error instanceof BrokenSettingError) return [];
    throw error;
  }
}
