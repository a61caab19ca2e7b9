#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 04-relay: the bucket brigade.  A client hands a mail to OpenSMTPD, which hands
# it to Postfix.  The switch between them sees both hops.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin opensmtpd postfix

lab_host client note-pc.sender.example 192.0.2.10/24
lab_host relay relay.sender.example 192.0.2.25/24 opensmtpd
lab_host mail mx.hogehoge.or.jp 192.0.2.125/24 postfix

opensmtpd_start relay <<'END'
listen on 192.0.2.25 port 25 hostname relay.sender.example
action "onward" relay host smtp://mx.hogehoge.or.jp helo relay.sender.example
match from src 192.0.2.10 for any action "onward"
END
postfix_start mail mx.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/, jiro@hogehoge.or.jp=jiro/ }
END

capture_start 04-relay
on client swaks --server 192.0.2.25 --helo note-pc.sender.example --from hanako@sender.example \
  --to taro@hogehoge.or.jp,jiro@hogehoge.or.jp --header 'Subject: From hand to hand' \
  --body $'Each server that carries this mail can read it,\nand writes its own Received field above it.' --hide-all
wait_mail mail /var/mail/lab 2
capture_stop
