import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { reportMissing } from './find-bicep.ts';
import type { Resource, startBicep } from './start-bicep.ts';

/** The same types as in the registry, for machines that do not reach it. */
const nearby = resolve('../shared/bicep/microsoft-graph-v1.0.tgz');
const Config = z.looseObject({ extensions: z.object({ microsoftGraphV1: z.string() }) });

/**
 * What the compiler says of infra/entra/main.bicep and what it would deploy, with the Microsoft
 * Graph extension from the file nearby, else from its registry. Null where neither is there, which
 * is said loudly and fails CI: without the extension the template does not compile at all.
 */
export async function entraProject(
  compiler: ReturnType<typeof startBicep>,
): Promise<{ complaints: string[]; predicted: Resource[] } | null> {
  const folder = mkdtempSync(join(tmpdir(), 'psa-entra-'));
  try {
    cpSync('infra', join(folder, 'infra'), { recursive: true });
    if (existsSync(nearby)) {
      const file = join(folder, 'infra/entra/bicepconfig.json');
      const config = Config.parse(JSON.parse(readFileSync(file, 'utf8')));
      config.extensions.microsoftGraphV1 = nearby;
      writeFileSync(file, JSON.stringify(config));
    }
    const params = join(folder, 'entra.bicepparam');
    writeFileSync(params, readFileSync('test/infra/variants/entra/main.bicepparam', 'utf8').replace('../../../../infra/', './infra/'));
    const complaints = await compiler.complaints(join(folder, 'infra/entra/main.bicep'));
    if (complaints.some((line) => line.includes('BCP192')))
      return reportMissing('The types of the Microsoft Graph extension can not be had: SIGN-IN (infra/entra) IS NOT TESTED');
    return { complaints, predicted: await compiler.predicted(params, 'rg-default') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
