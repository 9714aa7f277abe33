metadata description = 'Warns at 80 % of the monthly budget, and when the forecast passes it.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param amount int
param start string
param actionGroupId string
param alertEmail string

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'budget-${token}'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: {
      nearly: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: empty(alertEmail) ? [] : [alertEmail]
        contactGroups: [actionGroupId]
      }
      forecast: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: empty(alertEmail) ? [] : [alertEmail]
        contactGroups: [actionGroupId]
      }
    }
  }
}
