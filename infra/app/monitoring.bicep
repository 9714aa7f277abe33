metadata description = 'Log Analytics workspace, Application Insights on it (no keys: telemetry is sent with the app\'s identity), and the workbook.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param location string
param tags object

@description('GB a day; 0 for no cap.')
param dailyCapGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    workspaceCapping: { dailyQuotaGb: dailyCapGb > 0 ? dailyCapGb : -1 }
    features: { disableLocalAuth: true }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'psa-email', 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'psa-email'
    category: 'workbook'
    sourceId: applicationInsights.id
    serializedData: string({
      version: 'Notebook/1.0'
      fallbackResourceIds: [applicationInsights.id]
      items: map(
        [
          { name: 'Mails by outcome', query: loadTextContent('../queries/outcomes.kql'), visualization: 'areachart' }
          { name: 'From mailbox to function (lag, seconds)', query: loadTextContent('../queries/lag.kql'), visualization: 'linechart' }
          { name: 'Delivery reports by status', query: loadTextContent('../queries/deliveries.kql'), visualization: 'barchart' }
          { name: 'Given up: what came to the poison queues', query: loadTextContent('../queries/poison.kql'), visualization: 'table' }
          { name: 'Mailboxes that can not be read (the last two hours)', query: loadTextContent('../queries/mailboxes.kql'), visualization: 'table' }
          { name: 'Mailboxes that are not well now', query: loadTextContent('../queries/states.kql'), visualization: 'table' }
          { name: 'What soon ends: authorisations, secrets, certificates', query: loadTextContent('../queries/clocks.kql'), visualization: 'table' }
          { name: 'Settings that can not be read', query: loadTextContent('../queries/settings.kql'), visualization: 'table' }
          { name: 'Failures by function', query: loadTextContent('../queries/failures.kql'), visualization: 'table' }
        ],
        part => {
          type: 3
          name: part.name
          content: {
            version: 'KqlItem/1.0'
            title: part.name
            query: part.query
            timeContext: { durationMs: 86400000 }
            queryType: 0
            resourceType: 'microsoft.insights/components'
            visualization: part.visualization
          }
        }
      )
    })
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: workspace
  properties: { workspaceId: workspace.id, logs: [{ category: 'Audit', enabled: true }] }
}

output workspaceId string = workspace.id
output applicationInsightsId string = applicationInsights.id
output applicationInsightsName string = applicationInsights.name
output applicationInsightsConnectionString string = applicationInsights.properties.ConnectionString
