#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 01-typed-by-hand: a beginner at a keyboard, talking to Postfix through a
# plain TCP connection.  Each line is sent when it is complete, as telnet does.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin postfix

lab_host client myhostname.hogehoge.or.jp 192.0.2.10/24
lab_host mail mail.hogehoge.or.jp 192.0.2.25/24 postfix

postfix_start mail mail.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ abcedf@hogehoge.or.jp=abcedf/, abcdef@hogehoge.or.jp=abcdef/ }
END

capture_start 01-typed-by-hand
dial on client nc -N 192.0.2.25 25
hear 220
say 0.9 'HELO myhostname.hogehoge.or.jp'
hear 250
say 1.0 'MAIL FROM: username@hogehoge.or.jp'
hear 250
say 0.9 'RCPT TO: abcedf@hogehoge.or.jp'
hear 250
say 0.4 'DATA'
hear 354
say 0.8 'To: abcdef@hogehoge.or.jp'
say 0.5 'Subject: test'
say 0.8 'From: username@hogehoge.or.jp'
say 0.3 ''
say 0.4 'test mail'
say 0.3 ''
say 0.3 '.'
hear 250
say 0.5 'QUIT'
hear 221
hang_up
capture_stop

# The lesson: the mailbox of the envelope has the mail, that of the header none.
wait_mail mail /var/mail/lab/abcedf 1
on mail test ! -e /var/mail/lab/abcdef || die "the header decided?"
