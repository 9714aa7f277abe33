import { readFileSync } from 'node:fs';
import { z } from 'zod';

const amount = z.number().min(0);
const Figures = z.object({
  measured: z.object({
    roundTripsNewTicket: amount,
    roundTripsReply: amount,
    bytesWrittenPerNewTicket: amount,
    /**
     * On the stand-in of Cosmos DB, whose request units are estimates; a test measures them anew.
     */
    polling: z.object({
      mailboxes: amount,
      requestsPerRound: amount,
      ruPerRound: amount,
      mailboxesPerItem: amount,
      requestsPerItem: amount,
      ruPerItem: amount,
      ruPerHealth: amount,
      requestsPerIntake: amount,
      ruPerIntake: amount,
    }),
  }),
  assumed: z.object({
    ticketsOfMails: amount,
    graphMailboxes: amount,
    pollsPerGraphMailboxAndDay: amount,
    mailsPerMailboxAndDay: amount,
    hoursWithMail: amount,
    roundsPerDay: amount,
    secondsPerItem: amount,
    healthWritesPerHour: amount,
    secretReadsPerHour: amount,
    timersPerDay: amount,
    secondsPerExecution: amount,
    instanceGb: amount,
    ruPerRoundTrip: amount,
    ruPerPoll: amount,
    rawMailMb: amount,
    idleLogGbPerMonth: amount,
    diagnosticsGbPerMonth: amount,
    telemetryKbPerExecution: amount,
    queuePollsPerDay: amount,
    blobWritesPerMail: amount,
    monthsOfMailKept: amount,
  }),
  prices: z.object({
    flexGbSecond: amount,
    flexFreeGbSeconds: amount,
    flexMillionExecutions: amount,
    flexFreeExecutions: amount,
    alwaysReadyGbSecond: amount,
    cosmosMillionRu: amount,
    cosmosGbMonth: amount,
    cosmosBackupGbMonth: amount,
    blobGbMonth: amount,
    blob10kWrites: amount,
    queue10kOperations: amount,
    keyVault10kOperations: amount,
    emailEach: amount,
    emailMb: amount,
    logGb: amount,
    logFreeGb: amount,
    eventGridMillion: amount,
    alertRuleMonth: amount,
  }),
});
export type Figures = z.infer<typeof Figures>;

/** The figures that docs/costs.md explains. */
export const readFigures = (): Figures => Figures.parse(JSON.parse(readFileSync('docs/costs.json', 'utf8')));
