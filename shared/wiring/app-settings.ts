import { parseAllowedNetworks } from '../adapters/net/network.ts';
import { parseSettings, Settings } from '../config.ts';
import { once } from './once.ts';

/**
 * The app settings; the environment is read here alone.
 *
 * @throws Error that names each that is wrong.
 */
export const appSettings = once(() => {
  const settings = parseSettings(process.env);
  // read here for what is wrong with them; the dialer reads them again
  parseAllowedNetworks(settings.ALLOWED_PRIVATE_NETWORKS);
  return settings;
});

/** What is wrong with the app settings, each named, or null. */
export function settingsProblem(): string | null {
  try {
    appSettings();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * When mailboxes are polled. One that is wrong is handed to the host as it is: all other functions
 * are to be registered.
 */
export function pollSchedule(): string {
  const { POLL_SCHEDULE } = process.env;
  return Settings.shape.POLL_SCHEDULE.safeParse(POLL_SCHEDULE).data ?? POLL_SCHEDULE ?? '';
}
