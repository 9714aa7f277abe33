import { messageIdsIn } from '../message-ids.ts';
import type { HeaderField } from '../parsed-mail.ts';
import type { Entity } from './entity.ts';
import { type MimeTree, readMimeTree } from './mime-tree.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** Wrappers around wrappers: gateways make one. */
const maxWrappers = 3;

/**
 * What the inner header tells that the wrapper may have left out. Nothing of the way (Received,
 * Authentication-Results): that is the outer's alone.
 */
const ownField = /^(?:auto-submitted|precedence|x-failed-recipients|in-reply-to|references|reply-to|date|to|cc)$/;

/**
 * Some gateways wrap a whole mail into another one of the same Message-ID, or of the same From and
 * Subject, with nothing beside it. Then the inner mail is the mail: gives its tree with the outer
 * header. Whoever forwards a mail as a file has a Message-ID and a subject of their own, and it
 * stays a file. All others come back as they are.
 */
export function unwrapMail(tree: MimeTree): MimeTree {
  let unwrapped = tree;
  for (let times = 0; times < maxWrappers; times += 1) {
    const inner = innerOf(unwrapped);
    if (!inner) break;
    unwrapped = inner;
  }
  return unwrapped;
}

function innerOf(tree: MimeTree): MimeTree | null {
  const only = onlyLeaf(tree.root);
  if (!/^message\/(?:rfc822|global)$/.test(only.type)) return null;
  const inner = readMimeTree(decodeTransfer(only.raw.subarray(only.bodyStart, only.bodyEnd), only.encoding));
  if (inner.header.unfinished || !isSameMail(tree.root.fields, inner.root.fields)) return null;
  const defect = 'A gateway wrapped the whole mail into another one; the inner mail is read in its place.';
  return {
    header: tree.header,
    root: { ...inner.root, fields: merged(tree.root.fields, inner.root.fields) },
    defects: [...new Set([defect, ...tree.defects, ...inner.defects])],
  };
}

const onlyLeaf = (entity: Entity): Entity => {
  let leaf = entity;
  while (leaf.children.length === 1 && leaf.children[0]) leaf = leaf.children[0];
  return leaf;
};

function isSameMail(outer: HeaderField[], inner: HeaderField[]): boolean {
  const value = (fields: HeaderField[], name: string) => fields.find((field) => field.name === name)?.value.trim() ?? '';
  const isSame = (name: string) => value(outer, name) !== '' && value(outer, name) === value(inner, name);
  const [id] = messageIdsIn(value(outer, 'message-id'));
  return (id !== undefined && id === messageIdsIn(value(inner, 'message-id'))[0]) || (isSame('from') && isSame('subject'));
}

/**
 * The outer header; what is about the content is the inner's, and so are the fields of its author
 * that the outer lacks.
 */
function merged(outer: HeaderField[], inner: HeaderField[]): HeaderField[] {
  const isContent = ({ name }: HeaderField) => name.startsWith('content-');
  const names = new Set(outer.map(({ name }) => name));
  return [
    ...outer.filter((field) => !isContent(field)),
    ...inner.filter((field) => isContent(field) || (ownField.test(field.name) && !names.has(field.name))),
  ];
}
