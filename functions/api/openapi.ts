import { z } from 'zod';
import { openApiDocument, routes } from '../../shared/api/openapi.ts';
import { appSettings } from '../../shared/wiring/app-settings.ts';
import { route } from '../http/route.ts';

/** GET /api/openapi.json: the whole API, generated from the schemas that check its requests. */
route(
  {
    name: 'api-openapi',
    method: 'GET',
    route: 'openapi.json',
    role: 'technician',
    summary: 'This document',
    status: 200,
    schemas: () => ({ answers: z.record(z.string(), z.unknown()) }),
  },
  async () => ({ jsonBody: await openApiDocument(routes, appSettings().PUBLIC_URL) }),
);
