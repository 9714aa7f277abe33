import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates } from '../../local/cloud/certificates.ts';
import { composeMail } from '../../shared/domain/mail/compose-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { answerBy, answerText, isMailProgramInstalled } from '../support/mail-programs.ts';

/** Our mail in a real mailbox, answered with real programs: the answer joins its ticket. */

const password = 'local-password';
const programs = ['mutt', 's-nail'] as const;

describe.runIf(isDovecotInstalled())('our mail, delivered to Dovecot and answered', () => {
  let deployment: Deployment;
  let dovecot: Dovecot;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psa-programs-'));
    const users = Object.fromEntries(programs.map((program) => [`${program}@fabrikam.example`, password]));
    [deployment, dovecot] = await Promise.all([aDeployment(), startDovecot({ ...(await makeCertificates(folder)), users, plain: true })]);
  });
  afterAll(async () => {
    await Promise.all([deployment?.stop(), dovecot?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  const { unique, ingest, send, clientMessages } = aMailFlow(() => deployment);

  test.each(programs.filter(isMailProgramInstalled))('by %s', async (program) => {
    const address = `${program}@fabrikam.example`;
    const { trace, sends } = await ingest(aMail({ from: address, messageId: unique(), subject: 'Größe des Druckers' }));
    await send(sends);
    const ours = [...deployment.sent.values()].find(({ to }) => to.address === address);
    if (!ours) throw new Error('no confirmation was sent');
    await dovecot.deliver(address, await composeMail(ours, new Date()));

    const raw = await answerBy(program, { imapPort: dovecot.imapPort, address, name: 'Alice Ames', password });
    const text = Buffer.from(raw).toString();
    expect(text).toContain(ours.messageId);
    expect(text.replace(/\s+/g, ' ')).toContain(ours.references.at(-1));
    // a program of a person writes no field that proves anything by itself: only the ids are left
    const answer = await ingest(Buffer.from(text.replace(/^Subject:(.*\r?\n)([ \t].*\r?\n)*/m, 'Subject: Re: it\n')));
    expect(answer.trace).toMatchObject({ outcome: 'reply', ticketNumber: trace.ticketNumber });
    const messages = await clientMessages(trace.ticketId);
    expect(messages).toHaveLength(2);
    expect(messages.map(({ visibleText, text: whole }) => visibleText ?? whole)).toContainEqual(expect.stringContaining(answerText));
  });
});
