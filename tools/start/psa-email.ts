import { resolve } from 'node:path';
import type { CloudApp } from '../../local/cloud/cloud-app.ts';

/** This project, as the embedded cloud runs it. */
export const psaEmail: CloudApp = {
  root: resolve(import.meta.dirname, '../..'),
  async build() {
    const [{ buildApp }, esbuild] = await Promise.all([import('../../build.ts'), import('esbuild')]);
    try {
      await buildApp();
    } finally {
      // else its process stays as long as we do, with 300 MB
      await esbuild.stop();
    }
  },
  async seed(parts) {
    const [{ seed }, { forgetForeignCursors }] = await Promise.all([import('./seed.ts'), import('./forget-foreign-cursors.ts')]);
    await seed(parts);
    await forgetForeignCursors(parts.cosmos, parts.graphUrl);
  },
};
