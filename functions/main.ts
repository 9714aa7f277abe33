/** What the Functions host loads: every import registers one function. */
import './api/api-mail-get.ts';
import './api/api-mail-list.ts';
import './api/api-mail-raw.ts';
import './api/api-mail-replay.ts';
import './api/api-openapi.ts';
import './api/api-tickets-attachment.ts';
import './api/api-tickets-get.ts';
import './api/api-tickets-list.ts';
import './dead-letters.ts';
import './dead-notifications.ts';
import './health.ts';
import './ingest-mail.ts';
import './send-mail.ts';
import './sweep.ts';
