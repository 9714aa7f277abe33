import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The hooks of azd, run as azd runs them, with programs that only record how they were called. */

/** Runs a hook. `programs`: what each does, as shell text. */
function run(hook: string, environment: Record<string, string>, programs: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'psa-hook-'));
  try {
    for (const name of ['cat', 'date']) symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(folder, name));
    const calls = join(folder, 'calls');
    for (const [name, does] of Object.entries({ azd: 'true', sleep: 'true', ...programs }))
      writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> ${calls}\n${does}\n`, { mode: 0o755 });
    writeFileSync(calls, '');
    const env = { PATH: folder, ...environment };
    try {
      execFileSync('/bin/sh', [`infra/hooks/${hook}.sh`], { env, encoding: 'utf8', stdio: 'pipe' });
      return { said: '', failed: false, calls: readFileSync(calls, 'utf8') };
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
      return { said, failed: true, calls: readFileSync(calls, 'utf8') };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('before anything is created', () => {
  test.each([
    ['the Azure CLI is missing', {}, {}, /not installed/],
    ['only azd is signed in', { AZURE_TENANT_ID: 'contoso' }, { az: '[ "$1" != account ]' }, /az login --tenant contoso/],
    ['its Bicep is too old for the sign-in', {}, { az: '[ "$1" != bicep ]' }, /az bicep upgrade/],
  ])('it is said when %s', (_, environment, programs, said) => {
    const result = run('preprovision', environment, programs);
    expect(result).toMatchObject({ failed: true, said: expect.stringMatching(said) });
    expect(result.said).toMatch(/ENTRA_APP off/);
  });

  test('all is well when the CLI is signed in to the subscription and reads the template', () => {
    const { failed, calls } = run('preprovision', { AZURE_SUBSCRIPTION_ID: 'sub 1' }, { az: 'true' });
    expect(failed).toBe(false);
    expect(calls).toMatch(/^az account get-access-token --subscription sub 1 /);
    expect(calls).toContain('az bicep build --file infra/entra/main.bicep');
  });

  test('if sign-in is left to somebody else, as in the pipeline, no Azure CLI is needed', () => {
    expect(run('preprovision', { ENTRA_APP: 'off' })).toEqual({ said: '', failed: false, calls: '' });
  });

  test('the month of a budget is kept, and asked for where it would be lost', () => {
    const wanted = { ENTRA_APP: 'off', MONTHLY_BUDGET: '200' };
    expect(run('preprovision', wanted).calls).toMatch(/^azd env set BUDGET_START \d{4}-\d\d-01\n$/);
    expect(run('preprovision', { ...wanted, BUDGET_START: '2026-12-01' }).calls).toBe('');
    expect(run('preprovision', { ...wanted, CI: 'true' })).toMatchObject({ failed: true, calls: '' });
  });
});

test('the first package waits until the roles take effect, once for each identity', () => {
  const first = run('predeploy', { AZURE_IDENTITY_PRINCIPAL_ID: 'one' });
  expect(first.calls).toBe('sleep 60\nazd env set ROLES_AWAITED_FOR one\n');
  expect(run('predeploy', { AZURE_IDENTITY_PRINCIPAL_ID: 'one', ROLES_AWAITED_FOR: 'one' }).calls).toBe('');
  expect(run('predeploy', { AZURE_IDENTITY_PRINCIPAL_ID: 'two', ROLES_AWAITED_FOR: 'one' }).calls).toContain('sleep 60');
});

test('each hook exists for both shells, with the same commands', () => {
  const yaml = readFileSync('azure.yaml', 'utf8');
  const commands = (text: string) =>
    [...text.matchAll(/^ *(?:if [^\n]*then )?((?:azd|az) (?:env set|account|bicep) ?[\w-]+)/gm)].map(([, command]) => command);
  for (const hook of ['preprovision', 'predeploy']) {
    expect(yaml).toContain(`infra/hooks/${hook}.sh`);
    expect(yaml).toContain(`infra/hooks/${hook}.ps1`);
    const [sh, ps1] = ['sh', 'ps1'].map((shell) => commands(readFileSync(`infra/hooks/${hook}.${shell}`, 'utf8')));
    expect(sh?.length).toBeGreaterThan(0);
    expect(ps1).toEqual(sh);
  }
});

test('a preview of a pull request is off by default, and gated where it is on', () => {
  const job = readFileSync('.github/workflows/ci.yml', 'utf8').split(/^ {2}preview:$/m)[1] ?? '';
  expect(job).toMatch(/^ {4}environment: preview$/m);
  expect(job).toMatch(/vars\.AZURE_PREVIEW == 'on'/);
  expect(readFileSync('docs/deploy.md', 'utf8')).toMatch(/`AZURE_PREVIEW`/);
});
