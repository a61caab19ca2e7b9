#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 11-lmtp: the last hop.  A client hands one mail for four people to Postfix, which
# hands it to Dovecot by LMTP: one recipient is not known, one has no room left,
# and what becomes of the data is said once for each who was accepted.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin postfix dovecot-lmtpd

lab_host client note-pc.sender.example 192.0.2.10/24
lab_host mx mx.hogehoge.or.jp 192.0.2.25/24 postfix
lab_host store store.hogehoge.or.jp 192.0.2.30/24 dovecot-lmtpd

write_on store /etc/dovecot/users <<'END'
taro::65103:65103::/var/mail/lab/taro::
jiro::65103:65103::/var/mail/lab/jiro::userdb_quota_rule=*:bytes=64
saburo::65103:65103::/var/mail/lab/saburo::
END
dovecot_start store 24 <<'END'
protocols = lmtp
hostname = store.hogehoge.or.jp
postmaster_address = postmaster@hogehoge.or.jp
ssl = no
auth_username_format = %Ln
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=1M
}
protocol lmtp {
  mail_plugins = quota
}
service lmtp {
  inet_listener lmtp {
    address = 192.0.2.30
    port = 24
  }
}
END
# The notice about the two others goes nowhere.
postfix_start mx mx.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = static:known/
virtual_transport = lmtp:inet:[192.0.2.30]:24
transport_maps = inline:{ sender.example=discard: }
END

capture_start 11-lmtp
on client swaks --server 192.0.2.25 --helo note-pc.sender.example --from hanako@sender.example \
  --to taro@hogehoge.or.jp,jiro@hogehoge.or.jp,saburo@hogehoge.or.jp,shiro@hogehoge.or.jp \
  --header 'Subject: Four names on one letter' --body 'Who of you will read this?' --hide-all
wait_mail store /var/mail/lab 2
capture_stop
