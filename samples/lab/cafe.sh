# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What samples 22 and 23 have in common: the hosts, and one mail with a login.

# cafe_hosts: client, access point and server; the server runs.
cafe_hosts ()
{
  lab_host client note-pc.hogehoge.or.jp 192.0.2.10/24
  lab_host cafe ap.cafe.example 192.0.2.1/24
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
  server_condition = ${if and{{eq{$auth2}{hanako}}{eq{$auth3}{kaze-hikaru}}}}
  server_set_id = $auth2
END
}

# cafe_mail: hanako hands in her mail.
cafe_mail ()
{
  on client swaks --server 192.0.2.25:587 --helo note-pc.hogehoge.or.jp --from hanako@hogehoge.or.jp \
    --to taro@hogehoge.or.jp --auth PLAIN --auth-user hanako --auth-password kaze-hikaru \
    --header 'Subject: From the cafe' --body 'I sit at the window. Nobody knows me here.' --hide-all
}
