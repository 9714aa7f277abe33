import { app } from '@azure/functions';

/** GET /api/health: 200 while functions can run. Open to all, and says nothing but that. */
app.http('health', {
  route: 'health',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => ({ status: 200, jsonBody: { status: 'ok' } }),
});
