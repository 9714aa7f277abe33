/**
 * How the app does. `broken-settings`: some item of an admin's settings can't be read; functions
 * run all the same, and a restart would change nothing.
 */
export type AppStatus = 'ok' | 'broken-settings' | 'wrong-settings' | 'mailbox-failing' | 'database-unreachable';

const httpStatus: Readonly<Record<AppStatus, number>> = {
  ok: 200,
  'broken-settings': 200,
  'wrong-settings': 503,
  'mailbox-failing': 503,
  'database-unreachable': 503,
};

/** What is told of the app's health to everybody: a status and no more. Pure. */
export const healthOf = (status: AppStatus) => ({ status: httpStatus[status], jsonBody: { status } });
