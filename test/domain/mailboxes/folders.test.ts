import { describe, expect, it } from 'vitest';
import { folderTokens, toFolderCursor } from '../../../shared/domain/mailboxes/folder-cursor.ts';
import { Mailbox } from '../../../shared/domain/mailboxes/mailbox.ts';
import { graphMailbox } from '../../support/graph-mailbox.ts';

describe('the folders of a mailbox', () => {
  it('are one if it was stored by the version that knew of one only', () => {
    const { folders: _, ...before } = { ...graphMailbox(), folder: 'archive' };
    expect(Mailbox.parse(before)).toMatchObject({ folders: ['archive'] });
    expect(Mailbox.parse({ ...before, folders: ['inbox', 'archive'] })).toMatchObject({ folders: ['inbox', 'archive'] });
  });

  it.each([
    ['none', []],
    ['the same twice', ['inbox', 'inbox']],
    ['too many', Array.from({ length: 21 }, (_, n) => `folder ${n}`)],
  ])('are refused: %s', (_, folders) => {
    expect(Mailbox.safeParse({ ...graphMailbox(), folders }).success).toBe(false);
  });
});

describe('the cursor of several folders', () => {
  const kept = { tokens: new Map(Object.entries({ inbox: 'a', archive: 'b' })), since: new Map() };

  it('has the token of each; of a folder that is not read any more it is forgotten', () => {
    const cursor = toFolderCursor('graph', ['inbox', 'archive'], kept);
    expect(folderTokens('graph', ['inbox', 'archive'], cursor)).toEqual(kept);
    expect([...folderTokens('graph', ['archive'], cursor).tokens]).toEqual([['archive', 'b']]);
    expect(folderTokens('imap', ['inbox', 'archive'], cursor).tokens.size).toBe(0);
  });

  it('of one folder is its token, and belongs to the first when others are added', () => {
    const cursor = toFolderCursor('ews', ['inbox'], { tokens: new Map([['inbox', '{"syncState":"x"}']]), since: new Map() });
    expect(cursor).toEqual({ kind: 'ews', token: '{"syncState":"x"}' });
    expect([...folderTokens('ews', ['inbox', 'archive'], cursor).tokens]).toEqual([['inbox', '{"syncState":"x"}']]);
  });
});
