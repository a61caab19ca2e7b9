#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 16-extensions: what ESMTP adds.  A client hands two mails to Postfix: one asks for
# notices (DSN), one has addresses in Japanese (SMTPUTF8).  This Postfix passes each
# on to another one, and tells it by XFORWARD where the mail came from.  Then somebody
# who may do so tells the second server to take him for somebody else (XCLIENT).

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin postfix

lab_host client note-pc.sender.example 192.0.2.10/24
lab_host out out.sender.example 192.0.2.50/24 postfix
lab_host mail mx.hogehoge.or.jp 192.0.2.25/24 postfix

postfix_start mail mx.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/, jiro@hogehoge.or.jp=jiro/, 花子@hogehoge.or.jp=hanako/ }
smtpd_authorized_xforward_hosts = 192.0.2.50
smtpd_authorized_xclient_hosts = 192.0.2.10
# The notice goes nowhere.
transport_maps = inline:{ sender.example=discard: }
END
postfix_start out out.sender.example <<'END'
relayhost = [mx.hogehoge.or.jp]
relay_domains = hogehoge.or.jp
relay_recipient_maps =
smtp_send_xforward_command = yes
END

# talk CODE LINE...: each LINE is answered by CODE.
talk ()
{
  local line
  for line in "${@:2}"
  do
    say 0 "$line"
    hear "$1"
  done
}

# mail_text LINE...: DATA and these lines.
mail_text ()
{
  local line
  talk 354 DATA
  for line in "$@" .
  do
    printf '%s\r\n' "$line"
  done >&"${LAB_LINE[1]}"
  hear 250
}

capture_start 16-extensions
dial on client nc -N 192.0.2.50 25
hear 220
talk 250 'EHLO note-pc.sender.example' \
  'MAIL FROM:<ichiro@sender.example> SIZE=300 BODY=8BITMIME RET=HDRS ENVID=order+2B4711' \
  'RCPT TO:<taro@hogehoge.or.jp> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;taro+2Bshop@hogehoge.or.jp' \
  'RCPT TO:<jiro@hogehoge.or.jp> NOTIFY=NEVER'
mail_text 'From: ichiro@sender.example' 'To: taro+shop@hogehoge.or.jp' 'Subject: Order 4711' 'MIME-Version: 1.0' \
  'Content-Type: text/plain; charset=utf-8' 'Content-Transfer-Encoding: 8bit' '' 'Merci bien, à bientôt.'
talk 250 'MAIL FROM:<一郎@sender.example> SMTPUTF8 BODY=8BITMIME' 'RCPT TO:<花子@hogehoge.or.jp>'
mail_text 'From: 一郎 <一郎@sender.example>' 'To: 花子 <花子@hogehoge.or.jp>' 'Subject: 国際化された住所' \
  'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' 'Content-Transfer-Encoding: 8bit' '' 'こんにちは。'
talk 221 QUIT
hang_up
wait_mail mail /var/mail/lab 3

dial on client nc -N 192.0.2.25 25
hear 220
talk 250 'EHLO note-pc.sender.example'
talk 220 'XCLIENT ADDR=203.0.113.7 NAME=gate.elsewhere.example HELO=gate.elsewhere.example PROTO=ESMTP'
talk 250 'EHLO note-pc.sender.example' 'MAIL FROM:<ichiro@sender.example>' 'RCPT TO:<taro@hogehoge.or.jp>'
mail_text 'From: ichiro@sender.example' 'To: taro@hogehoge.or.jp' 'Subject: From elsewhere' '' 'Look at my Received field.'
talk 221 QUIT
hang_up
wait_mail mail /var/mail/lab 4
capture_stop
