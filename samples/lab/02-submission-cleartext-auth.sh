#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 02-submission-cleartext-auth: three sessions on port 587 with Exim, none of
# them encrypted: AUTH PLAIN with a mistyped password (535), AUTH PLAIN and
# AUTH LOGIN with the right one, each with a mail.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin exim4-daemon-light

lab_host client note-pc.hogehoge.or.jp 192.0.2.10/24
lab_host smtp smtp.hogehoge.or.jp 192.0.2.25/24 exim4-daemon-light

exim_start smtp 587 <<'END'
primary_hostname = smtp.hogehoge.or.jp
smtp_banner = $primary_hostname ESMTP Exim
auth_advertise_hosts = *
tls_advertise_hosts =
acl_smtp_rcpt = check_recipient
acl_smtp_data = accept
rfc1413_query_timeout = 0s
begin acl
check_recipient:
  accept authenticated = *
  deny   message = please authenticate first
begin routers
all_here:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = /var/mail/lab/sent
  maildir_format
  user = vmail
  group = vmail
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{hanako}}{eq{$auth3}{sakura-saku}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${if and{{eq{$auth1}{hanako}}{eq{$auth2}{sakura-saku}}}}
  server_set_id = $auth1
END

# submit MECHANISM PASSWORD SUBJECT: hanako hands in a mail.
submit ()
{
  on client swaks --server 192.0.2.25:587 --helo note-pc.hogehoge.or.jp --from hanako@hogehoge.or.jp \
    --to taro@hogehoge.or.jp --auth "$1" --auth-user hanako --auth-password "$2" \
    --header "Subject: $3" --body "See you at ten under the big cherry tree." --hide-all
}

capture_start 02-submission-cleartext-auth
# 28: swaks says that authentication failed.
submit PLAIN sakura-sake 'Tomorrow' && die "the wrong password was accepted"
(($? == 28)) || die "swaks: $?"
submit PLAIN sakura-saku 'Tomorrow'
submit LOGIN sakura-saku 'Tomorrow, once more'
capture_stop

wait_mail smtp /var/mail/lab/sent 2
