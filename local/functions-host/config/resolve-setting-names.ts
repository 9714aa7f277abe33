import type { AppSettings } from './read-settings.ts';

/**
 * Replaces each `%NAME%` in a binding's property (queue name, schedule, connection) by that app
 * setting. A name without setting is an Error, as in the real host: a queue called "%X%" is never
 * meant.
 */
export function resolveSettingNames(text: string, settings: AppSettings): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`'%${name}%' does not resolve to a value: the app setting ${name} is missing`);
    return value;
  });
}
