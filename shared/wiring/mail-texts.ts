import { settingKinds } from '../adapters/cosmos/setting-kinds.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { MailTexts } from '../domain/notifications/mail-texts.ts';
import { problemInWords } from '../domain/templates/problem-in-words.ts';
import { type Template, templateIdOf } from '../domain/templates/template.ts';
import { logOfTemplate } from '../workflows/log-lines.ts';

/**
 * What the mails of a ticket are worded with. `name`: who writes, where the policy names nobody.
 */
export function mailTexts(settings: AdminSettings, queueId: string, name: string, report: (line: string) => void): MailTexts {
  const { defaultLanguage, companyName } = settings.policy();
  const technicians = settings.items(settingKinds.technician).values;
  return {
    templates: settings.items(settingKinds.template).values,
    signatures: [...settings.items(settingKinds.signature).values.values()],
    defaultLanguage,
    queueName: settings.queues.values.get(queueId)?.name ?? name,
    companyName: companyName === '' ? name : companyName,
    technicianName: (address) => [...technicians.values()].find((technician) => technician.address === address)?.name ?? null,
    report: (id, problem) => report(logOfTemplate(id, problem).text),
  };
}

/** The templates that can be read, and not be used: others serve in their place. */
export async function wrongTemplates(templates: readonly Template[]): Promise<{ kind: string; name: string; problem: string }[]> {
  if (templates.length === 0) return [];
  const { knownTemplate } = await import('../domain/templates/render-template.ts');
  return templates.flatMap((template) => {
    const checked = knownTemplate(template);
    return 'problem' in checked ? [{ kind: 'template', name: templateIdOf(template), problem: problemInWords(checked) }] : [];
  });
}
