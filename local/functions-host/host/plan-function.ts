import type { AppSettings } from '../config/read-settings.ts';
import type { Binding, RegisteredFunction } from '../config/registered-function.ts';
import { resolveSettingNames } from '../config/resolve-setting-names.ts';
import { findConnectionString } from '../storage/find-connection-string.ts';
import { parseSchedule, type Schedule } from '../timer/schedule.ts';

/** A queue as a binding names it, settings resolved. */
export interface QueueAddress {
  queueName: string;
  connectionString: string;
}

interface HttpTrigger {
  kind: 'http';
  route: string | undefined;
  /** upper case; undefined: all */
  methods: ReadonlySet<string> | undefined;
}
interface QueueTrigger extends QueueAddress {
  kind: 'queue';
}
interface TimerTrigger {
  kind: 'timer';
  schedule: Schedule;
  runOnStartup: boolean;
  useMonitor: boolean;
}

export interface HostFunction<Trigger = HttpTrigger | QueueTrigger | TimerTrigger> {
  name: string;
  trigger: Trigger;
  /** by binding name; `$return` is the returned value */
  queueOutputs: ReadonlyMap<string, QueueAddress>;
}
export type HttpFunction = HostFunction<HttpTrigger>;
export type QueueFunction = HostFunction<QueueTrigger>;
export type TimerFunction = HostFunction<TimerTrigger>;

/**
 * What the host has to do for a function. Throws an Error that says what is wrong with it (an
 * unknown binding, a missing setting, a schedule that cannot be read): as in the real host, that
 * one function is then in error and the others run.
 */
export function planFunction(registered: RegisteredFunction, settings: AppSettings): HostFunction {
  const { name, bindings, retryOptions } = registered;
  if (retryOptions !== undefined) throw new Error('its retry policy is not known here');
  const triggers = Object.values(bindings).filter(isTrigger);
  const [binding] = triggers;
  if (binding === undefined || triggers.length > 1) throw new Error(`it has ${triggers.length} triggers, and must have one`);
  const queueOutputs = new Map<string, QueueAddress>();
  for (const [bindingName, other] of Object.entries(bindings)) {
    if (other === binding || (other.direction === 'out' && isType(other, 'http'))) continue;
    if (other.direction !== 'out' || !isType(other, 'queue')) {
      throw new Error(`its ${other.direction}put binding of type '${other.type}' is not known here (queue and http outputs are)`);
    }
    queueOutputs.set(bindingName, toQueueAddress(other, settings));
  }
  return { name, queueOutputs, trigger: planTrigger(binding, settings) };
}

function planTrigger(binding: Binding, settings: AppSettings): HostFunction['trigger'] {
  if (isType(binding, 'httpTrigger')) {
    const methods = binding.methods?.map((method) => method.toUpperCase()) ?? [];
    return {
      kind: 'http',
      route: binding.route,
      methods: methods.length === 0 ? undefined : new Set(methods),
    };
  }
  if (isType(binding, 'queueTrigger')) return { kind: 'queue', ...toQueueAddress(binding, settings) };
  if (isType(binding, 'timerTrigger')) {
    // the status of timers lies there
    findConnectionString(undefined, settings);
    return {
      kind: 'timer',
      schedule: parseSchedule(resolveSettingNames(binding.schedule ?? '', settings)),
      runOnStartup: binding.runOnStartup ?? false,
      useMonitor: binding.useMonitor ?? true,
    };
  }
  throw new Error(`its trigger of type '${binding.type}' is not known here (httpTrigger, queueTrigger and timerTrigger are)`);
}

function toQueueAddress(binding: Binding, settings: AppSettings): QueueAddress {
  // the real host lowers the name, too; other rules of queue names are checked by the storage
  // account
  const queueName = resolveSettingNames(binding.queueName ?? '', settings).toLowerCase();
  if (!/^[a-z\d](?:-?[a-z\d]){2,62}$/.test(queueName))
    throw new Error(`'${queueName}' is no queue name (3 to 63 letters, digits, single hyphens)`);
  return { queueName, connectionString: findConnectionString(binding.connection, settings) };
}

function isTrigger(binding: Binding): boolean {
  return binding.type.toLowerCase().endsWith('trigger');
}

function isType(binding: Binding, type: string): boolean {
  return binding.type.toLowerCase() === type.toLowerCase();
}
