import { z } from 'zod';
import { type EwsCall, each, fieldsOf, foldersNamed, type Operation } from '../ews-call.ts';
import { EwsFault } from '../ews-fault.ts';
import { itemXml } from '../item-xml.ts';
import { type Change, changesSince, type SyncState } from '../items.ts';
import { elementAt, textAt } from '../xml.ts';

const maxChanges = 512;

/** SyncFolderItems: what is new comes first, the newest in front. */
export const syncFolderItems: Operation = {
  elements: ['ItemShape', 'SyncFolderId', 'SyncState', 'Ignore', 'MaxChangesReturned', 'SyncScope'],
  answer(call, request) {
    const fields = fieldsOf(elementAt(request, 'ItemShape'));
    const most = Number(textAt(request, 'MaxChangesReturned'));
    if (!(most >= 1 && most <= maxChanges)) throw new EwsFault('ErrorSchemaValidation', `MaxChangesReturned is from 1 to ${maxChanges}.`);
    return each(foldersNamed(call, elementAt(request, 'SyncFolderId')), (folder) => {
      const state = parseState(call, folder().id, textAt(request, 'SyncState'));
      const { changes, next, last } = changesSince(call.store, state, most);
      return (
        `<m:SyncState>${Buffer.from(JSON.stringify(next)).toString('base64')}</m:SyncState>` +
        `<m:IncludesLastItemInRange>${last}</m:IncludesLastItemInRange>` +
        `<m:Changes>${changes.map((change) => changeXml(call, change, fields)).join('')}</m:Changes>`
      );
    });
  },
};

function changeXml(call: EwsCall, change: Change, fields: ReadonlySet<string> | null): string {
  if (change.kind === 'Delete') return `<t:Delete><t:ItemId Id="${change.itemId}" ChangeKey="AQAAAA=="/></t:Delete>`;
  return `<t:${change.kind}>${itemXml(call, change.item, fields)}</t:${change.kind}>`;
}

const count = z.int().min(0);
const State = z.object({
  folderId: z.string(),
  epoch: count,
  since: count,
  upTo: count.nullable(),
  below: count.nullable(),
  after: count.nullable(),
});

function parseState(call: EwsCall, folderId: string, text: string): SyncState {
  if (text === '') return { folderId, epoch: call.epoch(), since: 0, upTo: null, below: null, after: null };
  const invalid = new EwsFault('ErrorInvalidSyncStateData', 'Synchronization state data is corrupt or otherwise invalid.');
  try {
    const state = State.parse(JSON.parse(Buffer.from(text, 'base64').toString()));
    if (state.folderId === folderId && state.epoch === call.epoch()) return state;
  } catch {
    throw invalid;
  }
  throw invalid;
}
