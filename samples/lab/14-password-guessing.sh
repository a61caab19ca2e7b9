#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 14-password-guessing: a stranger tries nine passwords for one account in three
# sessions, and the last one is right; then one password for ten accounts, a session
# each.  In between somebody else logs in with one typing error.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_begin postfix+sasl2-bin+libsasl2-modules

lab_host client note-pc.hogehoge.or.jp 192.0.2.10/24
lab_host stranger pc-17.stranger.example 192.0.2.66/24
lab_host smtp smtp.hogehoge.or.jp 192.0.2.25/24 postfix+sasl2-bin+libsasl2-modules

sasl_accounts smtp hogehoge.or.jp hanako:tsubaki-88 taro:ajisai-71 kenji:Natsu-2026
postfix_start smtp smtp.hogehoge.or.jp '587 inet n - n - - smtpd' <<'END'
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = hogehoge.or.jp
smtpd_discard_ehlo_keywords = size, vrfy, etrn, dsn, chunking, smtputf8, 8bitmime
cyrus_sasl_config_path = /etc/postfix/sasl
END
wait_port smtp 587

# session HOST NAME USER:PASSWORD:CODE...: EHLO, one AUTH PLAIN for each, QUIT.
session ()
{
  local try user password code
  dial on "$1" nc -N 192.0.2.25 587
  hear 220
  say 0 "EHLO $2"
  hear 250
  for try in "${@:3}"
  do
    IFS=: read -r user password code <<<"$try"
    say 0 "AUTH PLAIN $(printf '\0%s\0%s' "$user" "$password" | base64 -w 0)"
    hear "$code"
  done
  say 0 QUIT
  hear 221
  hang_up
}

capture_start 14-password-guessing
session stranger pc-17 hanako:hanako-1:535 hanako:hanami-1:535 hanako:sakura-1:535
session stranger pc-17 hanako:tsubaki-1:535 hanako:tsubaki-7:535 hanako:tsubaki-77:535
session client note-pc.hogehoge.or.jp taro:ajisai-17:535 taro:ajisai-71:235
session stranger pc-17 hanako:tsubaki-80:535 hanako:tsubaki-87:535 hanako:tsubaki-88:235
for user in aiko akira emi goro haruka hiro jiro kumi mari
do
  session stranger pc-17 "$user:Natsu-2026:535"
done
session stranger pc-17 kenji:Natsu-2026:235
capture_stop
