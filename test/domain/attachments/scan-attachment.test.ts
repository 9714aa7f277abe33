import { describe, expect, test } from 'vitest';
import { scanAttachment } from '../../../shared/domain/attachments/scan-attachment.ts';
import { scanBudget } from '../../../shared/domain/attachments/scan-budget.ts';
import { blockedBecause, compoundFile, latin1, policy, program } from '../../support/judged-files.ts';

const diskImage = () => {
  const bytes = Buffer.alloc(0x8800);
  bytes.write('CD001', 0x8001);
  return bytes;
};

describe('blocked by name', () => {
  test.each([
    ['setup.EXE', '.exe files are blocked'],
    ['run.ps1', '.ps1 files are blocked'],
    ['invoice.pdf.exe', '.exe files are blocked'],
    ['invoice.pdf                     .scr', '.scr files are blocked'],
    ['setup.exe. . ', '.exe files are blocked'],
    ['setup.exe::$DATA', '.exe files are blocked'],
    ['setup.e\u200bxe', '.exe files are blocked'],
    ['setup．ｅｘｅ', '.exe files are blocked'],
    ['annex\u202egpj.exe', 'its name is written to be read backwards'],
    ['report\u202efdp.docx', 'its name is written to be read backwards'],
  ])('%s', (name, expected) => {
    expect(blockedBecause(name, 'Get-Process')).toBe(expected);
  });
});

describe('blocked by content, whatever the name', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['invoice.pdf', program, 'it is a Windows program'],
    ['invoice.pdf', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200, 1)]), 'it is a Windows program'],
    ['photo.jpg', latin1('\x7fELF\x02\x01\x01'), 'it is a Linux program'],
    ['a.bin', latin1('\xcf\xfa\xed\xfe\x07\0\0\x01'), 'it is a macOS program'],
    ['a.bin', latin1('\xca\xfe\xba\xbe\0\0\0\x02'), 'it is a macOS program'],
    ['a.bin', latin1('\xca\xfe\xba\xbe\0\0\0\x34'), 'it is a Java class'],
    ['link.txt', latin1('L\0\0\0\x01\x14\x02\0'), 'it is a Windows shortcut'],
    ['help.dat', 'ITSF\x03\0\0\0', 'it is a compiled help file'],
    ['notes.dat', latin1('\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3'), 'it is a OneNote file'],
    ['data.bin', diskImage(), 'it is a disk image'],
    ['data.bin', `${'\0'.repeat(2000)}conectix${'\0'.repeat(504)}`, 'it is a disk image'],
    ['data.bin', 'vhdxfile\0', 'it is a disk image'],
    ['setup.doc', compoundFile('', Buffer.from('84100c0000000000c000000000000046', 'hex')), 'it is an installer'],
    ['readme.txt', '#!/bin/sh\nrm -rf ~\n', 'it is a script (it begins with #!)'],
    ['readme.txt', '\ufeff#! /usr/bin/env python3\n', 'it is a script (it begins with #!)'],
    ['readme.txt', '\r\n@ECHO OFF\r\nformat c:\r\n', 'it is a batch file'],
    ['readme.txt', Buffer.from('\ufeff@echo off\r\n', 'utf16le'), 'it is a batch file'],
    ['page.html', '<html><head><HTA:APPLICATION ID="x"></head></html>', 'it is an HTML application'],
    ['page.xml', '<?xml version="1.0"?>\n<job id="x"><script language="VBScript">', 'it is a Windows script'],
    ['page.xml', '<?XML version="1.0"?><scriptlet><registration progid="x">', 'it is a Windows scriptlet'],
    ['a.dat', '#@~^ZQAAAA==', 'it is an encoded script'],
    ['a.txt', 'Windows Registry Editor Version 5.00\r\n', 'it is a file for the Windows registry'],
    ['a.txt', '[InternetShortcut]\r\nURL=file://x', 'it is an internet shortcut'],
  ])('%s: %#', (name, content, expected) => {
    expect(blockedBecause(name, content)).toBe(expected);
  });

  test('what the policy allows by extension is allowed by content', () => {
    const allowing = { blockedExtensions: policy.blockedExtensions.filter((extension) => extension !== 'one') };
    expect(
      scanAttachment(
        { name: 'a.one', contentType: 'x/y', content: latin1('\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3') },
        scanBudget(allowing),
      ).blocked,
    ).toBeNull();
  });
});
