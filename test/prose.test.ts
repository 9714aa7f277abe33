import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const maxColumns = 100;

test('prose has at most 100 columns: comments, of the deployment too, and documents', () => {
  const code = globSync(['{functions,shared,local,bench,tools,test}/**/*.ts', 'build.ts']);
  const comments = code.flatMap((file) => tooWide(file, /^\s*(?:\/\*\*|\*|\/\/)/));
  const deployment = globSync(['infra/**/*.{bicep,kql,sh,ps1}', '.github/workflows/*.yml', 'azure.yaml']).flatMap((file) =>
    tooWide(file, /^\s*(?:\/\/|#(?!disable| yaml-))/),
  );
  const documents = globSync(['*.md', '{docs,local}/*.md']).flatMap((file) => tooWide(file, /^(?!\s*\|)/));
  expect([...comments, ...deployment, ...documents]).toEqual([]);
});

/** Lines of a kind that are too long; what can't be broken, as an address, may be. */
function tooWide(file: string, kind: RegExp): string[] {
  let isExample = false;
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (file.endsWith('.md') && line.trimStart().startsWith('```')) isExample = !isExample;
      const isWide = line.length > maxColumns && !isExample && kind.test(line);
      return isWide && /\S\s+\S/.test(line.slice(0, maxColumns).replace(/^\s*(?:\/\*\*|\*|\/\/|#|[-*]|\d+\.)\s*/, ''))
        ? [`${file}:${index + 1}`]
        : [];
    });
}
