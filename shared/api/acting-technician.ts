import type { Principal } from './principal.ts';

/**
 * How a signed-in user stands in the history of a ticket: by their address, else by what they are
 * called.
 */
export const actingTechnician = ({ address, name, id }: Principal): string => address ?? (name || id);
