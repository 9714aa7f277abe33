import type { Store } from '../simulator/open-store.ts';
import { EwsFault } from './ews-fault.ts';
import { distinguishedFolder, type Folder, findFolder } from './folders.ts';
import { findItem, type Item } from './items.ts';
import { elementAt, elementsOf, isElement, textAt, type Xml } from './xml.ts';

/** Who calls, and what they may see. */
export type EwsCall = {
  store: Store;
  /** The mailbox that is acted for. */
  acting: string;
  mayOpen(mailbox: string): boolean;
  /** Mails with these subjects can't be written as MIME. */
  unreadable: ReadonlySet<string>;
  /** Changes when all states are to be refused. */
  epoch(): number;
};

/**
 * An operation: what its request may hold, in the order of the schema, and what it answers, an
 * element of XML or a refusal for each thing that was asked for.
 */
export type Operation = { elements: readonly string[]; answer(call: EwsCall, request: Xml): (string | EwsFault)[] };

/** Does the work for each; a refusal concerns that one only. */
export function each<T>(things: T[], work: (thing: T) => string): (string | EwsFault)[] {
  return things.map((thing) => {
    try {
      return work(thing);
    } catch (error) {
      if (error instanceof EwsFault) return error;
      throw error;
    }
  });
}

/** How to get each folder that an element names. */
export function foldersNamed(call: EwsCall, element: Xml): (() => Folder)[] {
  return [
    ...elementsOf(element, 'FolderId').map((named) => () => folderById(call, textAt(named, '@Id'))),
    ...elementsOf(element, 'DistinguishedFolderId').map((named) => () => folderByName(call, named)),
  ];
}

function folderById(call: EwsCall, id: string): Folder {
  const folder = findFolder(call.store, id);
  if (!folder) throw new EwsFault('ErrorFolderNotFound', 'The specified folder could not be found in the store.');
  return allowed(call, folder);
}

function folderByName(call: EwsCall, named: Xml): Folder {
  const mailbox = textAt(named, 'Mailbox', 'EmailAddress').toLowerCase() || call.acting;
  if (!distinguishedFolder(call.store, mailbox, 'root'))
    throw new EwsFault('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.');
  const folder = distinguishedFolder(call.store, mailbox, textAt(named, '@Id'));
  if (!folder) throw new EwsFault('ErrorFolderNotFound', 'The specified folder could not be found in the store.');
  return allowed(call, folder);
}

/** Finds an item, by the form of its id too. */
export function itemById(call: EwsCall, id: string): Item {
  if (!/^AAMkAEItem[\w-]+AAA=$/.test(id)) throw new EwsFault('ErrorInvalidIdMalformed', 'Id is malformed.');
  const item = findItem(call.store, id);
  if (!item) throw new EwsFault('ErrorItemNotFound', 'The specified object was not found in the store.');
  return allowed(call, item);
}

function allowed<T extends { mailbox: string }>(call: EwsCall, thing: T): T {
  if (call.mayOpen(thing.mailbox)) return thing;
  throw new EwsFault('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

/** The properties that a shape asks for; null: all that there are. */
export function fieldsOf(shape: Xml): ReadonlySet<string> | null {
  if (textAt(shape, 'BaseShape') !== 'IdOnly') return null;
  const fields = elementsOf(elementAt(shape, 'AdditionalProperties'), 'FieldURI').map((field) => textAt(field, '@FieldURI'));
  if (textAt(shape, 'IncludeMimeContent') === 'true') fields.push('item:MimeContent');
  return new Set(fields);
}

/** Throws when a request holds what the schema has not, or in another order. */
export function checkSchema(name: string, { elements }: Operation, request: Xml): void {
  const found = isElement(request) ? Object.keys(request).filter((key) => !key.startsWith('@') && key !== '#text') : [];
  const places = found.map((key) => elements.indexOf(key));
  if (places.every((place, index) => place >= 0 && place >= (places[index - 1] ?? 0))) return;
  throw new EwsFault('ErrorSchemaValidation', `The request failed schema validation: ${name} has ${found.join(', ')}.`);
}
