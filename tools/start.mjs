// What `npm start` runs first. Plain JavaScript, so that any Node can run it and say what is missing.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (!existsSync(new URL('../node_modules/zod', import.meta.url))) {
  console.error('The packages are not installed yet. Run this first: npm ci');
  process.exit(1);
}
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`Node ${process.versions.node} can't run TypeScript. "npm ci" installs a Node that can, and "npm start" uses it.`);
  process.exit(1);
}
await import('./start.ts');
