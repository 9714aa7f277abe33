// Imported before the functions process's own modules (NODE_OPTIONS): its clock is as many minutes
// ahead as the file that LATE_CLOCK names says. A process that starts later reads it anew.
import { readFileSync } from 'node:fs';

const aheadMs = Number(readFileSync(process.env.LATE_CLOCK ?? '', 'utf8')) * 60_000;
const RealDate = Date;
const utc = RealDate.prototype.toUTCString;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [RealDate.now() + aheadMs] : given, as),
  get: (target, name, receiver) => (name === 'now' ? () => RealDate.now() + aheadMs : Reflect.get(target, name, receiver)),
});

// requests are signed with the time in this form, and servers refuse what is signed tomorrow
RealDate.prototype.toUTCString = function toUTCString() {
  return utc.call(new RealDate(this.getTime() - aheadMs));
};
