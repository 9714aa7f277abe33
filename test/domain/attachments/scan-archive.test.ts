import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { scanAttachment } from '../../../shared/domain/attachments/scan-attachment.ts';
import { scanBudget } from '../../../shared/domain/attachments/scan-budget.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail } from '../../support/a-mail.ts';
import { aZip } from '../../support/a-zip.ts';
import { blockedBecause, judge, policy, program } from '../../support/judged-files.ts';

describe('blocked inside', () => {
  test.each<[string, string, Uint8Array, string]>([
    [
      'a program in an archive, by name',
      'a.zip',
      aZip([{ name: 'docs/setup.exe', content: 'x' }]),
      'it contains setup.exe: .exe files are blocked',
    ],
    [
      'a program in an archive, by content',
      'a.zip',
      aZip([{ name: 'a.pdf', content: program }]),
      'it contains a.pdf: it is a Windows program',
    ],
    [
      'one that is stored',
      'a.zip',
      aZip([{ name: 'a.pdf', content: program, stored: true }]),
      'it contains a.pdf: it is a Windows program',
    ],
    [
      'an encrypted archive still names its files',
      'a.zip',
      aZip([{ name: 'a.js', content: 'x', encrypted: true }]),
      'it contains a.js: .js files are blocked',
    ],
    [
      'an archive in an archive',
      'a.zip',
      aZip([{ name: 'b.zip', content: aZip([{ name: 'c.scr', content: 'x' }]) }]),
      'it contains b.zip: it contains c.scr: .scr files are blocked',
    ],
    ['an archive under another name', 'invoice.pdf', aZip([{ name: 'a.lnk', content: 'x' }]), 'it contains a.lnk: .lnk files are blocked'],
    [
      'an archive behind something else',
      'a.zip',
      Buffer.concat([Buffer.from('PK\x03\x04junk'), aZip([{ name: 'a.lnk', content: 'x' }])]),
      'it contains a.lnk: .lnk files are blocked',
    ],
    ['a Java program', 'a.zip', aZip([{ name: 'META-INF/MANIFEST.MF' }, { name: 'A.class' }]), 'it is a Java program'],
    ['gzip', 'a.gz', gzipSync(program), 'it contains a file: it is a Windows program'],
    ['gzip, by the name inside', 'run.sh.gz', gzipSync('echo'), 'it contains a file: .sh files are blocked'],
    ['a bomb', 'a.zip', aZip([{ name: 'a.txt', content: 'a', claims: 4_000_000_000 }]), 'it is an archive bomb'],
    ['a disk image in an archive', 'a.zip', aZip([{ name: 'a.iso', content: 'x' }]), 'it contains a.iso: .iso files are blocked'],
    [
      'an attached mail',
      'a.eml',
      aMail({ attachments: [{ name: 'a.pdf', content: program }] }),
      'it contains a.pdf: it is a Windows program',
    ],
  ])('%s', (_, name, content, expected) => {
    expect(blockedBecause(name, content)).toBe(expected);
  });

  test('a mail without a file name, and mails in mails', () => {
    let mail = aMail({ attachments: [{ name: 'setup.exe', content: 'x' }] });
    mail = aMail({ attachments: [{ type: 'message/rfc822', content: mail }] });
    expect(judge(null, mail, 'message/rfc822').blocked?.reason).toBe(
      'it contains message.eml: it contains setup.exe: .exe files are blocked',
    );
  });

  test('a tar archive', () => {
    const header = Buffer.alloc(512);
    header.write('bin/setup.exe');
    header.write('00000000001', 124);
    header.write('ustar', 257);
    expect(blockedBecause('a.tar', Buffer.concat([header, Buffer.alloc(1536)]))).toBe('it contains setup.exe: .exe files are blocked');
    expect(blockedBecause('a.tgz', gzipSync(Buffer.concat([header, Buffer.alloc(1536)])))).toBe(
      'it contains a file: it contains setup.exe: .exe files are blocked',
    );
  });
});

describe('bounded', () => {
  const cpu = (work: () => unknown) => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1000;
  };
  const bomb = gzipSync(Buffer.alloc(5_000_000));
  const deep = (level: number): Buffer => (level === 0 ? aZip([{ name: 'a.exe' }]) : aZip([{ name: 'b.zip', content: deep(level - 1) }]));

  test('archives in archives end', () => {
    expect(judge('a.zip', deep(20))).toEqual({ blocked: null, flags: ['It is an archive within archives that was not looked into.'] });
  });

  test('thousands of files that are bombs themselves', () => {
    const bombs = aZip(Array.from({ length: 300 }, (_, index) => ({ name: `${index}.gz`, content: bomb })));
    expect(cpu(() => judge('a.zip', bombs))).toBeLessThan(3000);
    const many = aZip(Array.from({ length: 20_000 }, (_, index) => ({ name: `${index}.txt`, content: 'x' })));
    expect(cpu(() => judge('a.zip', many))).toBeLessThan(3000);
    expect(judge('a.zip', many).flags).toEqual(['It is an archive that was not looked into entirely.']);
  });

  test('a mail of 500 archives has one budget: what ends at a limit is paid for, and the same archive is scanned once', () => {
    const part = (content: Buffer) => ({ name: 'a.zip', contentType: 'application/zip', content });
    const large = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(30_000_000)]);
    const nested = (index: number) => aZip([0, 1, 2].map((n) => ({ name: `${index}.${n}.zip`, content: n === 0 ? large : 'x' })));
    const [one, looking] = [nested(0), scanBudget(policy)];
    scanAttachment(part(one), looking);
    const afterOne = looking.bytesLeft;
    expect(scanBudget(policy).bytesLeft - afterOne).toBeGreaterThanOrEqual(20_000_000);
    for (let again = 0; again < 500; again += 1) scanAttachment(part(one), looking);
    expect(looking.bytesLeft).toBe(afterOne);
    const others = Array.from({ length: 500 }, (_, index) =>
      Buffer.concat([one, Buffer.alloc(0)])
        .fill(index % 251, 10, 14)
        .fill(index >> 8, 14, 15),
    );
    expect(cpu(() => others.map((content) => scanAttachment(part(content), looking)))).toBeLessThan(2000);
    expect(scanAttachment(part(nested(1)), looking).flags).toEqual([remark('archive-partly-read')]);
  });

  test('many names for the same bytes', () => {
    const zip = aZip([
      { name: 'a.txt', content: 'hello' },
      { name: 'b.txt', content: 'hello' },
    ]);
    const second = zip.lastIndexOf('PK\x01\x02');
    zip.writeUInt32LE(0, second + 42);
    expect(blockedBecause('a.zip', zip)).toBe('it is an archive whose files overlap, as those of archive bombs do');
  });

  test('truncated and changed anywhere', () => {
    const zip = aZip([
      { name: 'a.txt', content: 'hello' },
      { name: 'b.zip', content: aZip([{ name: 'c.txt', content: 'x' }]) },
    ]);
    for (let at = 0; at < zip.length; at += 1) {
      judge('a.zip', zip.subarray(0, at));
      const changed = Buffer.from(zip);
      changed[at] = 0xff - (changed[at] ?? 0);
      judge('a.zip', changed);
    }
  });
});
