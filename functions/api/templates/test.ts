import { settingRowOf } from '../../../shared/api/settings/setting-apis.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/templates/{id}/test: sends the mail that a template makes to who is signed in, or
 * somebody else of the house. Answers 202, 404 and 422 as a preview, 422 for an address that is
 * nobody's of the house, 409 after many, or when it can't be sent.
 */
route(
  {
    name: 'api-templates-test',
    method: 'POST',
    route: 'templates/{id}/test',
    role: 'admin',
    summary: 'Sends the mail that a template makes to somebody of the house',
    status: 202,
    schemas: async () => {
      const { SentTest, TemplateParams, TemplateTest } = await import('../../../shared/api/template-preview.ts');
      return { params: TemplateParams, body: TemplateTest, answers: SentTest };
    },
  },
  async ({ params: { id }, body, principal: { address } }) => {
    const [{ TemplateTest }, { sendTestMail }] = await Promise.all([
      import('../../../shared/api/template-preview.ts'),
      import('../../../shared/workflows/templates/send-test-mail.ts'),
    ]);
    const asked = { ...(await body(TemplateTest)), id, by: address };
    return { status: 202, jsonBody: await sendTestMail(await (await wiring()).templateTests(), await settingRowOf('templates'), asked) };
  },
);
