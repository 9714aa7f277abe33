metadata description = 'Alerts: one table of queries (infra/queries, explained in docs/operate.md), one rule each.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param location string
param tags object
param alertEmail string
param applicationInsightsId string

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'psa-email'
    emailReceivers: empty(alertEmail) ? [] : [{ name: 'operator', emailAddress: alertEmail, useCommonAlertSchema: true }]
  }
}

var rules = [
  {
    name: 'poison-queue-not-empty'
    summary: 'A mail, a poll, a notification or a delivery report was given up after all its tries, or a poison queue holds what can not be read.'
    query: loadTextContent('../queries/poison.kql')
    severity: 1
    every: 'PT5M'
    // longer than the interval between two evaluations: telemetry arrives some minutes late
    window: 'PT15M'
  }
  {
    name: 'mailbox-unhealthy'
    summary: 'A mailbox can not be read (three polls failed, including the latest), its new mails are not announced, or no function has run for 20 minutes: mail waits.'
    query: '${loadTextContent('../queries/mailboxes.kql')}\n| where Failures >= 3 and Latest == "failed"\n| project Mailbox\n| union (\n${loadTextContent('../queries/stopped.kql')}\n)\n| union (\n${loadTextContent('../queries/unsubscribed.kql')}\n| project Mailbox\n)'
    severity: 1
    every: 'PT15M'
    // for stopped.kql: the query must see that something ran at all
    window: 'P1D'
  }
  {
    name: 'mailbox-state'
    summary: 'No mail comes from a mailbox: it fails, somebody has to authorise it again, or it is no longer tried since its password was refused again and again.'
    query: '${loadTextContent('../queries/states.kql')}\n| where State in ("failing", "needs-authorisation", "paused")'
    severity: 1
    every: 'PT5M'
    window: 'PT30M'
  }
  {
    name: 'clock'
    summary: 'An authorisation, a client secret or a certificate of a mailbox ends within three days.'
    query: '${loadTextContent('../queries/clocks.kql')}\n| where DaysLeft < 3'
    severity: 1
    every: 'PT1H'
    window: 'PT1H'
  }
  {
    name: 'setting-broken'
    summary: 'A setting can not be read, such as a rule that was edited by hand: what it is for waits, or goes on without it.'
    query: loadTextContent('../queries/settings.kql')
    severity: 2
    every: 'PT15M'
    window: 'PT30M'
  }
  {
    name: 'mail-missing'
    summary: 'Mails lie in a mailbox that became no ticket, and could not be fetched by the daily count either.'
    query: loadTextContent('../queries/missing.kql')
    severity: 1
    every: 'PT1H'
    window: 'P1D'
  }
  {
    name: 'internal-mail-refused'
    summary: 'A mail was not sent, since it would have told somebody outside what is for technicians alone: whatever owed it is wrong.'
    query: loadTextContent('../queries/leaks.kql')
    severity: 1
    every: 'PT15M'
    window: 'PT30M'
  }
  {
    name: 'lag'
    summary: 'Mails wait more than five minutes for the function that reads them.'
    query: '${loadTextContent('../queries/lag.kql')}\n| where P95Seconds > 300'
    severity: 2
    every: 'PT5M'
    window: 'PT15M'
  }
  {
    name: 'failures'
    summary: 'A function fails in more than one of ten runs.'
    query: '${loadTextContent('../queries/failures.kql')}\n| where Failed >= 10 and Failed > Runs / 10'
    severity: 2
    every: 'PT15M'
    window: 'PT30M'
  }
  {
    name: 'bounce-rate'
    summary: 'More than five in a hundred of our mails do not arrive: the sender\'s reputation, and soon the sending, suffers.'
    query: loadTextContent('../queries/bounce-rate.kql')
    severity: 2
    every: 'PT1H'
    window: 'P1D'
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'psa-email: ${rule.name}'
      description: rule.summary
      severity: rule.severity
      enabled: true
      scopes: [applicationInsightsId]
      evaluationFrequency: rule.every
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      // the tables don't exist before the first telemetry, and validation would fail the deployment
      skipQueryValidation: true
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

output actionGroupId string = actionGroup.id
