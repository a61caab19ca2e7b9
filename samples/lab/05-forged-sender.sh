#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 05-forged-sender: a mail in which each name is a lie: HELO, MAIL FROM and
# From:, and which Postfix, as it comes, accepts.  The names are reserved ones
# (RFC 2606); the network has no way out.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin postfix

lab_host stranger pc-17.stranger.example 192.0.2.66/24
lab_host mail mail.hogehoge.or.jp 192.0.2.25/24 postfix

postfix_start mail mail.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
END

capture_start 05-forged-sender
on stranger swaks --server 192.0.2.25 --helo mail.bank.example --from bounce@newsletter.example \
  --to taro@hogehoge.or.jp --h-From '"The President" <president@bank.example>' \
  --header 'Reply-To: collector@stranger.example' --header 'Message-Id: <confirm.17@bank.example>' \
  --header 'Subject: Please confirm your account today' --h-X-Mailer 'Bank Mail 1.0' \
  --body $'Dear customer,\n\nplease answer this mail with your account number.\n\nThe President' --hide-all
capture_stop

wait_mail mail /var/mail/lab/taro 1
