import type { Container } from '@azure/cosmos';
import type { z } from 'zod';
import { type Mailbox, MailboxAddress } from '../../domain/mailboxes/mailbox.ts';
import { BlockedSender } from '../../domain/settings/blocked-sender.ts';
import { Policy } from '../../domain/settings/policy.ts';
import type { Technician } from '../../domain/settings/technician.ts';
import type { TicketQueue } from '../../domain/settings/ticket-queue.ts';
import { BrokenSettingError } from '../../errors.ts';
import { type ClientsByDomain, clientsByDomain, domainsIn } from './client-domains.ts';
import { queryAll, type Row } from './query.ts';
import { type BrokenSetting, kindFieldOf, type SettingContainer, type SettingItems, type SettingKind } from './setting-kind.ts';
import { settingKinds } from './setting-kinds.ts';
import { tellOnce } from './tell-once.ts';

/**
 * What an admin has set, as it was read at one time. Only a request for an item that can't be read
 * throws, a BrokenSettingError.
 */
export type AdminSettings = {
  mailboxes: SettingItems<Mailbox>;
  queues: SettingItems<TicketQueue>;
  /** Whose a domain is, by `domainKey`. */
  clients: ClientsByDomain;
  /**
   * Its defaults when there is none; its technicians are those of the items too, without those that
   * are no longer active. Throws BrokenSettingError.
   */
  policy(): Policy;
  /** The addresses of all mailboxes, also of one that can't be read otherwise. */
  ownAddresses: ReadonlySet<string>;
  /** The domains of all clients, also of one whose item can't be read otherwise. */
  clientDomains: readonly string[];
  /**
   * The entries of the block list. One that can be read blocks, whatever else is wrong with its
   * item. One that can't be read blocks nobody: whom it meant can't be known, and to hold up
   * everybody's mail for it would do more harm than the mail that it may let in.
   */
  blockedSenders: readonly string[];
  /** The items of a kind of the table. */
  items<T>(kind: SettingKind<T>): SettingItems<T>;
  /** All items that can't be read, of each kind of the table. */
  broken: readonly BrokenSetting[];
};

type Kinds = readonly SettingKind<unknown>[];
type Containers = Record<SettingContainer, Container>;

/** Reads the settings; after `forget` anew, whatever their age. */
export type CachedSettings = (() => Promise<AdminSettings>) & { forget(): void };

/** A change by an admin is seen by every process after this at the latest. */
const keptMs = 30_000;

/**
 * The settings, read anew when they are older than half a minute. Concurrent callers share one
 * reading. An item that can't be read goes to `report`, once until that changes.
 */
export function cachedSettings(
  containers: Containers,
  now: () => number,
  report: (problem: string) => void,
  kinds: Kinds = Object.values(settingKinds),
): CachedSettings {
  let kept: { settings: Promise<AdminSettings>; until: number } | null = null;
  const tell = tellOnce(report);
  const read = () => {
    // a clock that was set back would make the old ones last for as long
    if (!kept || kept.until < now() || kept.until - now() > keptMs) {
      const reading = { settings: readSettings(containers, kinds), until: now() + keptMs };
      kept = reading;
      reading.settings.then(
        ({ broken }) => tell(broken.map((setting) => new BrokenSettingError(setting).message)),
        () => {
          if (kept === reading) kept = null;
        },
      );
    }
    return kept.settings;
  };
  return Object.assign(read, {
    forget() {
      kept = null;
    },
  });
}

async function readSettings(containers: Containers, kinds: Kinds): Promise<AdminSettings> {
  const byContainer = await Promise.all(
    [...Map.groupBy(kinds, ({ container }) => container)].map(async ([container, ofContainer]) => {
      const names = ofContainer.map((_, index) => `@kind${index}`);
      const query = `SELECT * FROM c WHERE c.${kindFieldOf(container)} IN (${names.join(', ')})`;
      const parameters = ofContainer.map(({ kind }, index) => ({ name: names[index] ?? '', value: kind }));
      const rows = await queryAll(containers[container], query, parameters);
      return ofContainer.map((kind): [string, Row[]] => [kind.kind, rows.filter(kind.isKindOf)]);
    }),
  );
  const rowsOf = new Map(byContainer.flat());
  const none: Row[] = [];
  const rows = ({ kind }: { kind: string }) => rowsOf.get(kind) ?? none;
  const items = <T>(kind: SettingKind<T>) => kind.readAll(rows(kind));
  const { mailbox, queue, client, clientDomain, technician, policy, blockedSender } = settingKinds;
  const addresses = rows(mailbox).flatMap(({ address, aliases }) => [address, ...(Array.isArray(aliases) ? aliases : [])]);
  return {
    mailboxes: items(mailbox),
    queues: items(queue),
    clients: clientsByDomain(rows(client), items(client), items(clientDomain)),
    policy: () => withTechnicians(policyAmong(items(policy)), [...items(technician).values.values()]),
    ownAddresses: new Set(readable(MailboxAddress, addresses)),
    clientDomains: [...new Set([...rows(client), ...rows(clientDomain)].flatMap(domainsIn))],
    blockedSenders: readable(
      BlockedSender.shape.entry,
      rows(blockedSender).map(({ entry }) => entry),
    ),
    items,
    broken: kinds.flatMap((kind) => items(kind).broken),
  };
}

function policyAmong({ values, broken: [broken] }: SettingItems<Policy>): Policy {
  if (broken) throw new BrokenSettingError(broken);
  return [...values.values()][0] ?? Policy.parse({});
}

function withTechnicians(policy: Policy, technicians: readonly Technician[]): Policy {
  const gone = new Set(technicians.filter(({ active }) => !active).map(({ address }) => address));
  const named = technicians.filter(({ active }) => active).map(({ address }) => address);
  return { ...policy, technicians: [...new Set([...policy.technicians.filter((address) => !gone.has(address)), ...named])] };
}

const readable = <T>(schema: z.ZodType<T>, values: unknown[]): T[] =>
  values.flatMap((value) => {
    const read = schema.safeParse(value);
    return read.success ? [read.data] : [];
  });
