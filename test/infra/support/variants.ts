import { readdirSync } from 'node:fs';
import { captureRegistrations } from '../../../local/functions-host/capture-registrations.ts';
import { entraProject } from './entra-project.ts';
import { findBicep } from './find-bicep.ts';
import { type Resource, startBicep } from './start-bicep.ts';

/** The compiler, or null where there is none. */
export const bicep = findBicep();

/** The ways to deploy that are tested, by their parameters file in test/infra/variants. */
export const variantNames = readdirSync('test/infra/variants')
  .filter((file) => file.endsWith('.bicepparam'))
  .map((file) => file.replace('.bicepparam', ''))
  .toSorted();

/** What the app registers. */
export const functions = await captureRegistrations('functions/main.ts');

/**
 * What the compiler says of main.bicep, and what each variant would deploy: asked once, for all
 * tests. `entra`: null where its types can't be had. `refusal`: what is said to half a network.
 */
export const { complaints, predicted, entra, refusal } = await ask();

async function ask() {
  const answers = { complaints: [] as string[], predicted: new Map<string, Resource[]>(), entra: [] as Resource[], refusal: '' };
  if (!bicep) return { ...answers, entra: null };
  const compiler = startBicep(bicep);
  try {
    answers.complaints = await compiler.complaints('infra/main.bicep');
    // a template that does not compile has no snapshot, and the compiler ends when it is asked for
    // one
    if (answers.complaints.some((line) => line.includes(': Error '))) return { ...answers, entra: null };
    for (const name of variantNames) answers.predicted.set(name, await compiler.predicted(`test/infra/variants/${name}.bicepparam`));
    answers.refusal = await compiler.predicted('test/infra/variants/refused/half-a-network.bicepparam').then(
      () => 'nothing was refused',
      (error) => String(error),
    );
    const project = await entraProject(compiler);
    if (!project) return { ...answers, entra: null };
    answers.complaints.push(...project.complaints);
    return { ...answers, entra: project.predicted };
  } finally {
    await compiler.stop();
  }
}

/** The last part of a resource's id: its own name. */
export const nameOf = ({ id }: Resource): string => id.slice(id.lastIndexOf('/') + 1);

export const ofType = (variant: string, type: string): Resource[] =>
  (predicted.get(variant) ?? []).filter((resource) => resource.type === type);
