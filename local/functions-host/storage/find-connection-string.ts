import type { AppSettings } from '../config/read-settings.ts';
import { resolveSettingNames } from '../config/resolve-setting-names.ts';

const CONNECTION_STRING = /UseDevelopmentStorage=true|AccountKey=|SharedAccessSignature=/i;

/**
 * The connection string that a binding's `connection` names (AzureWebJobsStorage if it names none):
 * the setting `AzureWebJobs<name>`, else `<name>`. Identity-based connections
 * (`<name>__queueServiceUri` and the like) are refused: there is no identity on a developer's
 * machine.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#connections
 */
export function findConnectionString(connection: string | undefined, settings: AppSettings): string {
  const name = resolveSettingNames(connection || 'AzureWebJobsStorage', settings);
  const found = settings[`AzureWebJobs${name}`] || settings[name];
  if (found && CONNECTION_STRING.test(found)) return found;
  if (found) throw new Error(`the setting ${name} is no storage connection string (AccountName=…;AccountKey=…;…)`);
  const identity = Object.keys(settings).find((setting) => setting.startsWith(`${name}__`));
  if (identity !== undefined) {
    throw new Error(
      `the setting ${identity} is an identity-based connection, which works on Azure only: set ${name} to a connection string`,
    );
  }
  throw new Error(`the setting ${name} is missing: it must be a storage connection string`);
}
