import { settingRowOf } from '../../../shared/api/settings/setting-apis.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/templates/{id}/preview: the mail that a template makes, with a real ticket or without,
 * as it is stored or as it is sent here. Answers 200, 404 without such a template or ticket, 422
 * for a template that is wrong.
 */
route(
  {
    name: 'api-templates-preview',
    method: 'POST',
    route: 'templates/{id}/preview',
    role: 'admin',
    summary: 'The mail that a template makes, with a real ticket or a made-up one',
    status: 200,
    schemas: async () => {
      const { RenderedMail, TemplateParams, TemplatePreview } = await import('../../../shared/api/template-preview.ts');
      return { params: TemplateParams, body: TemplatePreview, answers: RenderedMail };
    },
  },
  async ({ params: { id }, body, principal: { address } }) => {
    const [{ TemplatePreview }, { previewTemplate }] = await Promise.all([
      import('../../../shared/api/template-preview.ts'),
      import('../../../shared/workflows/templates/preview-template.ts'),
    ]);
    const asked = { ...(await body(TemplatePreview)), id, by: address };
    return { status: 200, jsonBody: await previewTemplate(await (await wiring()).templateTests(), await settingRowOf('templates'), asked) };
  },
);
