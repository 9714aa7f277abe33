import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const project = 'test/infra/compiler/compiler.csproj';
/**
 * The first one that gives snapshots over JSON-RPC as these tests read them, with room to spare.
 */
const oldest = [0, 41];

/**
 * The Bicep compiler: from PATH, from the Azure CLI's folder, else restored with dotnet. Null
 * without any of them, which is said loudly; where CI=true that throws, since nothing may be left
 * out there.
 */
export function findBicep(): string | null {
  const found = [...fromPath(), join(homedir(), '.azure', 'bin', 'bicep'), ...fromNuget()].find(
    (file) => existsSync(file) && isNewEnough(file),
  );
  return (
    found ??
    restored() ??
    reportMissing('No Bicep compiler (bicep on PATH, `az bicep install`, or dotnet to restore it): THE DEPLOYMENT IS NOT TESTED')
  );
}

/** Says loudly what is left out; in CI it throws. */
export function reportMissing(text: string): null {
  if (process.env.CI === 'true') throw new Error(text);
  console.warn(`\n\x1b[1;33m${'!'.repeat(text.length)}\n${text}\n${'!'.repeat(text.length)}\x1b[0m\n`);
  return null;
}

const fromPath = () => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'bicep'));

function isNewEnough(file: string): boolean {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)\.\d+/.exec(execFileSync(file, ['--version'], { encoding: 'utf8' })) ?? [];
  return Number(major) > 0 || Number(minor) >= (oldest[1] ?? 0);
}

const platform = `${{ linux: 'linux', darwin: 'osx' }[process.platform as string] ?? 'none'}-${process.arch}`;

function fromNuget(): string[] {
  const packages = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages');
  const version = /Version="\[([\d.]+)\]"/.exec(readFileSync(project, 'utf8'))?.[1] ?? '';
  return [join(packages, `azure.bicep.commandline.${platform}`, version, 'tools', 'bicep')];
}

function restored(): string | null {
  const scratch = mkdtempSync(join(tmpdir(), 'psa-bicep-'));
  try {
    const args = ['restore', project, `-p:BicepPlatform=${platform}`, `-p:MSBuildProjectExtensionsPath=${scratch}/`, '-v', 'quiet'];
    execFileSync('dotnet', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 240_000 });
    return fromNuget().find((file) => existsSync(file)) ?? null;
  } catch (error) {
    console.warn(`The Bicep compiler could not be restored: ${error instanceof Error ? error.message : error}`);
    return null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
