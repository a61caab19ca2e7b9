#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 19-forwarded: two schools forward the mail of those who left.  The first hands it on as
# it is, so that it seems to come from the bank, from an address that is none of the
# bank's; the second writes the sender anew (SRS).  The signature survives both.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
verifier=postfix+opendkim+opendmarc+postfix-policyd-spf-python
lab_begin "$verifier" postfix+opendkim postfix+postsrsd nsd

lab_host bank mail.bank.example 198.51.100.25/24 postfix+opendkim
lab_host school mail.school.example 203.0.113.25/24 postfix+postsrsd
lab_host college mail.college.example 203.0.113.26/24 postfix+postsrsd
lab_host ns ns.hogehoge.or.jp 192.0.2.53/24 nsd
lab_host mx mx.hogehoge.or.jp 192.0.2.25/24 "$verifier"
one_cable

key=$(dkim_key bank /etc/dkim/2026a.key rsa 2048)
zone_on ns bank.example <<END
@ MX 10 mail
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject"
2026a._domainkey TXT $key
mail A 198.51.100.25
END
for name in school:25 college:26
do
  zone_on ns "${name%:*}.example" <<END
@ MX 10 mail
@ TXT "v=spf1 mx -all"
mail A 203.0.113.${name#*:}
END
done
zone_on ns hogehoge.or.jp <<'END'
@ MX 10 mx
ns A 192.0.2.53
mx A 192.0.2.25
END
reverse_on ns 100.51.198.in-addr.arpa <<<'25 mail.bank.example'
reverse_on ns 113.0.203.in-addr.arpa <<<$'25 mail.school.example\n26 mail.college.example'
nsd_start ns 192.0.2.53
for host in bank school college mx
do
  asks "$host" 192.0.2.53
done

verifier_start mx mx.hogehoge.or.jp 192.0.2.53 </dev/null
postfix_start mx mx.hogehoge.or.jp "$POLICY_SERVICE" <<END
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
$VERIFYING
END
signer_start bank bank.example 2026a /etc/dkim/2026a.key
postfix_start bank mail.bank.example <<END
myorigin = bank.example
non_smtpd_milters = inet:127.0.0.1:8891
$BY_DNS
END
postsrsd_start college college.example
for host in school college
do
  rewriting=
  [[ $host == school ]] || rewriting=$REWRITING
  postfix_start "$host" "mail.$host.example" <<END
virtual_alias_domains = $host.example
virtual_alias_maps = inline:{ taro@$host.example=taro@hogehoge.or.jp }
$BY_DNS
$rewriting
END
done

mails=0
capture_start 19-forwarded
for host in school college
do
  on bank sendmail -f service@bank.example "taro@$host.example" <<END
From: Bank Service <service@bank.example>
To: Taro Suzuki <taro@$host.example>
Subject: Your statement of November

You have 4711 yen.
END
  mails=$((mails + 1))
  wait_mail mx /var/mail/lab/taro "$mails"
  wait_until 20 "the end of the sessions" no_connections
done
capture_stop

on mx sh -c 'cat /var/mail/lab/taro/new/*' >"$LAB_DIR/state/mails"
for found in 'spf=fail .*smtp.mailfrom=bank.example' 'spf=pass .*smtp.mailfrom=college.example'
do
  grep -q "$found" "$LAB_DIR/state/mails" || die "mx did not find: $found"
done
for what in dmarc=pass dkim=pass
do
  (($(grep -c "^\(Authentication-Results: .*\|	\)$what" "$LAB_DIR/state/mails") == 2)) || die "not each mail has $what"
done
