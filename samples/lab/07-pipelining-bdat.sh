#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 07-pipelining-bdat: three mails in one session between two servers.  Exim
# sends commands without waiting for each answer (PIPELINING) and mail data in
# counted chunks (BDAT); Postfix refuses one recipient of the first mail.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin exim4-daemon-light postfix

lab_host out out.sender.example 192.0.2.50/24 exim4-daemon-light
lab_host mail mx.hogehoge.or.jp 192.0.2.25/24 postfix

# The notice about the refused recipient stays on the sending host.
exim_install out <<'END'
primary_hostname = out.sender.example
qualify_domain = sender.example
tls_advertise_hosts =
queue_run_in_order
begin routers
here:
  driver = accept
  domains = sender.example
  transport = maildir
onward:
  driver = manualroute
  route_list = * mx.hogehoge.or.jp byname
  transport = remote
begin transports
maildir:
  driver = appendfile
  directory = /var/mail/lab/here
  maildir_format
  user = vmail
  group = vmail
remote:
  driver = smtp
END

postfix_start mail mx.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/, jiro@hogehoge.or.jp=jiro/ }
END

# letter SUBJECT RECIPIENT...: put standard input into Exim's queue as a mail.
letter ()
{
  local subject=$1
  shift
  {
    printf 'From: hanako@sender.example\nTo: %s\nSubject: %s\n\n' "$(printf '%s, ' "$@" | sed 's/, $//')" "$subject"
    cat
  } | on out exim4 -odq -oi -oMt hanako -f hanako@sender.example "$@"
}

letter 'One of you does not exist' taro@hogehoge.or.jp nobody@hogehoge.or.jp <<'END'
The second recipient is refused with 550, the first gets the mail.
END

seq -f 'Line %04.0f of a long letter: its octets are counted, not marked by a dot.' 1 180 |
  letter 'A long letter' jiro@hogehoge.or.jp

letter 'Lines with dots' taro@hogehoge.or.jp jiro@hogehoge.or.jp <<'END'
The next line is a dot, and it ends nothing:
.
..two dots here, one here:
.QUIT
END

capture_start 07-pipelining-bdat
on out exim4 -qq
wait_mail mail /var/mail/lab 4
wait_mail out /var/mail/lab/here 1
capture_stop
