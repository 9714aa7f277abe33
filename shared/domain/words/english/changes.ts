/** Why a technician's change of a ticket is not made. */
export const changeWords = {
  'change-not-pending': 'belongs to a pending ticket, and this one is {status}; set status to "pending" with it',
  'change-reminder-past': 'lies in the past',
  'change-no-address': '"{address}" is no e-mail address',
  'change-own-address': '{address} is an address of ours, which takes part in no ticket',
  'change-requester-missing': 'leaves out the requester, {address}; name another requester first, or set their "notify" to false',
  'change-too-many-participants': 'are more than {most}',
  'change-no-queue': 'there is no queue "{value}"',
  'change-no-technician': '"{value}" is no active technician',
  'change-no-client': 'there is no client "{value}"',

  'merge-itself': '{number} is this ticket itself',
  'merge-circle': '{number} is being merged into this ticket: that would be a circle',
  'merge-source-merged': '{number} is merged into {into} already',
  'merge-target-merged': '{number} has been merged into {into}; name that',
  'merge-other-client': 'this ticket is of {from}, the other of {into}; send "force": true if they belong together all the same',
  'merge-too-many': 'together they would be more than {most} merged tickets',
  'merge-too-many-people': 'together they have more than {most} participants; remove some first',
  'merge-busy': 'other changes of these tickets are being made; try again',
  'unmerge-unknown': '{number} is merged into no ticket',
  'unmerge-too-late': '{number} was merged more than {days} days ago',

  'split-not-mail': "only a client's mail can become a ticket of its own",
  'split-opened': 'this message is what the ticket was opened with',

  'link-itself': '{number} is this ticket itself',
  'link-too-many': 'a ticket has at most {most} links',
} as const;
