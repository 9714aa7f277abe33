import { distinct, remark } from '../../words/remark.ts';
import { messageIdsIn } from '../message-ids.ts';
import type { HeaderField } from '../parsed-mail.ts';
import type { Entity } from './entity.ts';
import { type MimeTree, readMimeTree } from './mime-tree.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** Wrappers around wrappers; gateways add one. */
const maxWrappers = 3;

/**
 * Fields of the inner header that the wrapper may have left out. None about the transport
 * (Received, Authentication-Results): those are taken only from the outer header.
 */
const ownField = /^(?:auto-submitted|precedence|x-failed-recipients|in-reply-to|references|reply-to|date|to|cc)$/;

/**
 * Some gateways wrap a whole mail in another one with the same Message-ID, or with the same From
 * and Subject, and nothing else. Then the inner mail is what counts: returns its tree with the
 * outer header. A mail that somebody forwards as a file is in a mail with a Message-ID and a
 * subject of its own, and stays a file. All other mails are returned unchanged.
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
  return {
    header: tree.header,
    root: { ...inner.root, fields: merged(tree.root.fields, inner.root.fields) },
    defects: distinct([remark('wrapped-by-gateway'), ...tree.defects, ...inner.defects]),
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
 * The outer header, with the inner fields about the content, and those of the author that the outer
 * one lacks.
 */
function merged(outer: HeaderField[], inner: HeaderField[]): HeaderField[] {
  const isContent = ({ name }: HeaderField) => name.startsWith('content-');
  const names = new Set(outer.map(({ name }) => name));
  return [
    ...outer.filter((field) => !isContent(field)),
    ...inner.filter((field) => isContent(field) || (ownField.test(field.name) && !names.has(field.name))),
  ];
}
