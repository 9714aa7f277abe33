import { expect, test } from 'vitest';
import { safeStyle } from '../../../shared/domain/body/safe-style.ts';

/**
 * A mail decides how its text looks, not where it is: it covers nothing of the page around it, and
 * hides none of its own text.
 */

test.each([
  ['is moved to the left of its place', 'margin-left:-9999px', ''],
  ['is moved over what stands above it', 'margin:-200px 0 0 0', ''],
  ['is moved back with a plus and a minus', 'margin:+4px -4px', ''],
  ['has its first line out of sight', 'text-indent:-9999px', ''],
  ['is moved out of sight to the right', 'margin-left:9999px', ''],
  ['is moved out of sight in large units', 'padding-left:900em', ''],
  ['pushes the rest out of sight', 'padding:5000px', ''],
  ['is lower than its text, which then covers what follows', 'height:0;background-color:white', 'min-height:0;background-color:white'],
  ['has lines that stand in each other', 'line-height:0', ''],
  ['has lines closer than its letters by a length', 'font-size:200px;line-height:12px', 'font-size:200px'],
  ['hands a small line height on to larger letters', 'line-height:1px', ''],
  ['is too small to be read', 'font-size:0', ''],
  ['is nearly too small to be read', 'font-size:1px', ''],
  ['is too small to be read in another unit', 'font-size:0.01em', ''],
  ['has no colour', 'color:transparent', ''],
  ['is placed over the page', 'position:fixed;top:0;left:0;z-index:9', ''],
  ['is turned or moved', 'transform:translate(-100px);float:left;display:none', ''],
  ['is put to another place by a function', 'margin-left:calc(0px - 100px)', ''],
  ['is moved by a variable', 'margin-left:var(--x)', ''],
  ['covers in the name of a border', 'border-left:-5px solid red', ''],
  ['hides its name behind an escape', 'm\\61rgin-left:-9px', ''],
  ['hides its value behind a comment', 'margin-left:/**/-9px', ''],
  ['is written in capitals', 'MARGIN-LEFT:-9PX', ''],
])('text that %s', (_, style, expected) => {
  expect(safeStyle(style, 'div')).toBe(expected);
});

test.each([
  ['margins and indents of Word', 'margin:0cm 0cm 0.0001pt;margin-left:36.0pt;text-indent:-18.0pt'],
  ['a page in the middle', 'margin:0 auto;max-width:600px;padding:10px 2em'],
  ['letters', 'font-family:Calibri,sans-serif;font-size:11pt;color:#1F497D;font-weight:bold'],
  ['letters in words', 'font-size:x-large;text-align:center;white-space:pre-wrap'],
  ['a line at the left of a quotation', 'border-left:solid #CCCCCC 1.0pt;padding-left:1ex'],
  ['lines further apart', 'line-height:1.5'],
])('%s are not changed', (_, style) => {
  expect(safeStyle(style, 'p')).toBe(style);
});

test('the line height depends on the font size; pictures, rules and cells keep their height', () => {
  expect(safeStyle('font-size:14px;line-height:21px', 'p')).toBe('font-size:14px;line-height:1.5');
  expect(safeStyle('line-height:120%', 'p')).toBe('line-height:1.2');
  expect(safeStyle('height:20px', 'td')).toBe('height:20px');
  expect(safeStyle('height:20px', 'img')).toBe('height:20px');
});
