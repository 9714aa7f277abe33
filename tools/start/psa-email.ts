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
  async prepare({ cosmos, graphUrl }) {
    const [{ makeDatabase }, { forgetForeignCursors }] = await Promise.all([
      import('./make-database.ts'),
      import('./forget-foreign-cursors.ts'),
    ]);
    await makeDatabase(cosmos);
    await forgetForeignCursors(cosmos, graphUrl);
  },
  seed: async (parts) => (await import('./seed.ts')).seed(parts),
};
