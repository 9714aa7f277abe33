import type { HostConfig } from '../config/read-host-config.ts';
import type { AppSettings } from '../config/read-settings.ts';
import type { RegisteredFunction } from '../config/registered-function.ts';
import { compareFunctionNames, type Route, toRoute } from '../http/route-table.ts';
import { type HostFunction, type HttpFunction, planFunction } from './plan-function.ts';

export interface AppPlan {
  /** functions that cannot run here, and why */
  problems: { name: string; message: string }[];
  /** those that run */
  functions: HostFunction[];
  /** in the order in which they are tried */
  routes: Route[];
}

/**
 * What the host does with the registered functions. One that cannot run (unknown binding, missing
 * setting, reserved route) is kept with its problem, and the others run; `functions` in host.json
 * and the setting `AzureWebJobs.NAME.Disabled` leave some out.
 * https://learn.microsoft.com/azure/azure-functions/disable-function
 */
export function planApp(registered: readonly RegisteredFunction[], config: HostConfig, settings: AppSettings): AppPlan {
  const plan: AppPlan = { problems: [], functions: [], routes: [] };
  for (const each of registered.toSorted(compareFunctionNames)) {
    try {
      const planned = planFunction(each, settings);
      const route = isHttp(planned) ? toRoute(planned, config.extensions.http.routePrefix) : undefined;
      if (isLeftOut(each.name, config, settings)) continue;
      plan.functions.push(planned);
      if (route !== undefined) plan.routes.push(route);
    } catch (error) {
      plan.problems.push({ name: each.name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return plan;
}

function isLeftOut(name: string, config: HostConfig, settings: AppSettings): boolean {
  const { functions } = config;
  if (functions !== undefined && !functions.some((each) => each.toLowerCase() === name.toLowerCase())) return true;
  const disabled = settings[`AzureWebJobs.${name}.Disabled`] ?? settings[`AzureWebJobs_${name}_Disabled`];
  return disabled?.toLowerCase() === 'true' || disabled === '1';
}

function isHttp(fn: HostFunction): fn is HttpFunction {
  return fn.trigger.kind === 'http';
}
