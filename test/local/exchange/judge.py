"""What exchangelib, a client of EWS that others have written, makes of a server.

Usage: judge.py <EWS URL> <address> <password> <NTLM|basic>. Reads all mails of the inbox, then marks
and moves one. Writes what it saw as JSON, a line.
"""

import json
import sys

from exchangelib import DELEGATE, NTLM, BASIC, Account, Configuration, Credentials, Version, Build
from exchangelib.folders import Messages

url, address, password, auth = sys.argv[1:]
user = "CONTOSO\\" + address.split("@")[0] if auth == "NTLM" else address
config = Configuration(
    service_endpoint=url,
    credentials=Credentials(user, password),
    auth_type=NTLM if auth == "NTLM" else BASIC,
    version=Version(build=Build(15, 2, 2562, 17)),
)
account = Account(primary_smtp_address=address, config=config, autodiscover=False, access_type=DELEGATE)
inbox = account.inbox
seen = {"total": inbox.total_count, "unread": inbox.unread_count}
mails = list(inbox.all().only("subject", "is_read", "datetime_received", "size").order_by("datetime_received"))
seen["subjects"] = [mail.subject for mail in mails]
seen["unreadOnly"] = [mail.subject for mail in inbox.filter(is_read=False).only("subject")]
full = inbox.get(subject="number 1")
seen["mime"] = full.mime_content.decode("utf-8")
seen["synced"] = [change for change, item in inbox.sync_items(only_fields=["subject"])]
state = inbox.item_sync_state
full.is_read = True
full.save(update_fields=["is_read"])
seen["afterMark"] = [change for change, item in inbox.sync_items(sync_state=state)]
target = Messages(parent=account.msg_folder_root, name="Taken in")
target.save()
before = full.id
full.move(to_folder=target)
seen["newId"] = full.id != before
seen["moved"] = [(mail.subject, mail.is_read) for mail in target.all().only("subject", "is_read")]
seen["left"] = inbox.all().count()
print(json.dumps(seen))
