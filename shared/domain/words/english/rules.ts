/** What a routing rule did with a mail, and what became of a machine's alert. */
export const ruleWords = {
  'rule-queue': 'fired: queue {queue}',
  'rule-priority': 'fired: priority {priority}',
  'rule-tag': 'fired: tag {tag}',
  'rule-assign': 'fired: assigned to {assignee}',
  'rule-client': 'fired: client {client}',
  'rule-suppress': 'fired: no ticket',
  'rule-no-confirmation': 'fired: no confirmation',
  'rule-alert': 'fired: alert {key}',
  'rule-alert-recovery': 'fired: recovery of alert {key}',
  'rule-alert-without-key': 'fired: no alert, since its key is not in the mail',
  'rule-stop': 'fired: no further rule is looked at',
  'suppressed-by-rule': 'The rule "{rule}" suppresses it.',
  'not-owed-rule': 'not owed: the rule "{rule}" says so',

  'alert-counted': 'The alert {key} has the ticket {number}: it is counted there.',
  'alert-counted-old': 'The alert {key} has the ticket {number}: it is counted there, and was over before.',
  'alert-back': 'The alert {key} is back: its ticket {number} is reopened.',
  'alert-recovered': 'The alert {key} is over: its ticket {number} is resolved.',
  'alert-flaps':
    'The alert {key} is over, but came and went {times} times within an hour: its ticket {number} stays open until somebody looks at it.',
  'alert-recovered-touched': 'The alert {key} is over: its ticket {number} stays as it is, since somebody works on it.',
  'alert-recovered-again': 'The alert {key} is over, as its ticket {number} has it already.',
  'alert-recovered-before': 'The alert {key} was over once, but its ticket {number} knows of a later problem.',
  'alert-recovered-unknown': 'The alert {key} is over, and has no open ticket: it is remembered, for its problem may come late.',
  'alert-was-over': 'over since {at}: a recovery that was written later came before it',
  'alert-opens': 'opens a ticket, the alert has none that is open',
} as const;
