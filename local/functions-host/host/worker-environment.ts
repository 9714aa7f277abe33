import type { AppSettings } from '../config/read-settings.ts';
import type { Authentication } from '../http/sign-in.ts';

const FROM_MACHINE = ['PATH', 'HOME', 'TMPDIR', 'NODE_EXTRA_CA_CERTS'];

/**
 * The functions process's environment: a few variables of the machine, what Azure itself sets, and
 * the app settings, which win. Nothing else of the developer's environment: an app that works only
 * with a variable of the developer's shell must fail here, not on Azure. The app setting
 * `languageWorkers__node__arguments` gives Node options, as on Azure (so does `NODE_OPTIONS`).
 */
export function toWorkerEnvironment(
  machine: NodeJS.ProcessEnv,
  settings: AppSettings,
  authentication: Authentication,
  port: number,
): { env: Record<string, string>; nodeArguments: string[] } {
  const env: Record<string, string> = {};
  for (const name of FROM_MACHINE) {
    const value = machine[name];
    if (value !== undefined) env[name] = value;
  }
  env.AZURE_FUNCTIONS_ENVIRONMENT = 'Development';
  env.FUNCTIONS_WORKER_RUNTIME = 'node';
  env.WEBSITE_HOSTNAME = `127.0.0.1:${port}`;
  Object.assign(env, settings);
  // not a setting: on Azure it says whether the platform signs callers in, and nobody may pretend
  // that
  delete env.WEBSITE_AUTH_ENABLED;
  if (authentication !== 'off') env.WEBSITE_AUTH_ENABLED = 'True';
  const nodeArguments = (settings.languageWorkers__node__arguments ?? '').split(/\s+/).filter((argument) => argument !== '');
  return { env, nodeArguments };
}
