/**
 * `unprivileged`: the user (and group) that runs everything when Dovecot is not started as root.
 */
type Setup = { folder: string; imapPort: number; imapsPort: number; unprivileged: { user: string; group: string } | null; plain: boolean };

/**
 * A configuration for Dovecot 2.3 (its settings: doc.dovecot.org/2.3): IMAP only, everything below
 * `folder`, on 127.0.0.1.
 */
export function dovecotConfig({ folder, imapPort, imapsPort, unprivileged, plain }: Setup): string {
  const { user, group } = unprivileged ?? { user: 'mail', group: 'mail' };
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
auth_failure_delay = 0
auth_mechanisms = plain login xoauth2 oauthbearer
ssl = ${plain ? 'yes' : 'required'}
disable_plaintext_auth = ${plain ? 'no' : 'yes'}
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
mail_location = maildir:${folder}/mail/%u
mail_uid = ${user}
mail_gid = ${group}
first_valid_uid = 1
mail_fsync = never
namespace inbox {
  inbox = yes
  separator = /
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN ${folder}/users
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf.ext
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}/mail/%u
}
service anvil {
  # off: after a wrong password, every login of this address would wait longer and longer
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = yes
  }
}
${unprivileged ? withoutRoot(user, group) : ''}`;
}

/** Nobody but root can change users or roots. */
const withoutRoot = (user: string, group: string): string => `
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
service imap-login {
  chroot =
}
service anvil {
  chroot =
}
`;

/**
 * XOAUTH2 with tokens that are verified by their signature (RS256, header typ=JWT), the user in the
 * claim \`upn\`.
 */
export const oauth2Config = (folder: string): string => `
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=${folder}/token-keys/
username_attribute = upn
`;
