import { expect, test } from 'vitest';
import { fileTurns } from '../../functions/http/file-turns.ts';

/** Turns whose pauses are noted; each ends when the test says so. */
function turns() {
  const pauses: { ms: number; end: () => void }[] = [];
  const answerFile = fileTurns((ms) => new Promise((resolve) => pauses.push({ ms, end: resolve })));
  return { pauses, answerFile };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));
const megabytes = (count: number) => count * 1_000_000;

test('eight large files are sent one at a time, a second apart, so a webhook gets its response in between', async () => {
  const { pauses, answerFile } = turns();
  const left: number[] = [];
  const answers = Array.from({ length: 8 }, (_, index) => answerFile(megabytes(25), async () => left.push(index)));
  await settle();
  expect(left).toEqual([0]);
  // it is on its way, not held back by the pause behind it
  await answers[0];
  expect(pauses.map(({ ms }) => ms)).toEqual([1000]);
  for (let next = 1; next < 8; next += 1) {
    pauses[next - 1]?.end();
    await settle();
    expect(left).toHaveLength(next + 1);
  }
  await Promise.all(answers);
});

test('small files do not wait for large ones, four at a time', async () => {
  const { answerFile } = turns();
  await answerFile(megabytes(100), async () => 'large');
  let [open, most] = [0, 0];
  const small = () =>
    answerFile(5000, async () => {
      open += 1;
      most = Math.max(most, open);
      await settle();
      open -= 1;
    });
  await Promise.all(Array.from({ length: 20 }, small));
  expect(most).toBe(4);
});

test('a missing file fails alone', async () => {
  const { pauses, answerFile } = turns();
  const gone = answerFile(megabytes(2), () => Promise.reject(new Error('gone')));
  const next = answerFile(megabytes(2), async () => 'there');
  await expect(gone).rejects.toThrow('gone');
  pauses[0]?.end();
  expect(await next).toBe('there');
});
