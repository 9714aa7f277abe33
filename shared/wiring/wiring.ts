import { appSettings } from './app-settings.ts';
import { once } from './once.ts';

/**
 * The composition root: the only place that makes clients. It is loaded when a function first runs,
 * so that a cold start costs no more than registering the functions.
 */
export const wiring = once(async () => {
  const settings = appSettings();
  return (await import('./wire.ts')).wire(settings);
});
