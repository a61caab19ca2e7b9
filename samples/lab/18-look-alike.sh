#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 18-look-alike: everything is verified, and it is a lie.  An honest mail of the bank, and
# three of somebody whose own domains look like the bank's, or whose display name does.
# Each has SPF, DKIM and DMARC in order, for the domain that it really is from.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
verifier=postfix+opendkim+opendmarc+postfix-policyd-spf-python
lab_begin "$verifier" postfix+opendkim nsd

lab_host bank mail.bank.example 198.51.100.25/24 postfix+opendkim
lab_host stranger mail.stranger.example 203.0.113.66/24 postfix+opendkim
lab_host ns ns.hogehoge.or.jp 192.0.2.53/24 nsd
lab_host mx mx.hogehoge.or.jp 192.0.2.25/24 "$verifier"
one_cable

# The second letter of the first is the Cyrillic a; the second has a digit for a letter.
alike=(xn--bnk-6cd.example b4nk.example stranger.example)
key=$(dkim_key bank /etc/dkim/2026a.key rsa 1024)
zone_on ns bank.example <<END
@ MX 10 mail
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject"
2026a._domainkey TXT $key
mail A 198.51.100.25
END
key=$(dkim_key stranger /etc/dkim/s1.key rsa 1024)
for domain in "${alike[@]}"
do
  zone_on ns "$domain" <<END
@ MX 10 mail.stranger.example.
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT $key
mail A 203.0.113.66
END
done
zone_on ns hogehoge.or.jp <<'END'
@ MX 10 mx
ns A 192.0.2.53
mx A 192.0.2.25
END
reverse_on ns 100.51.198.in-addr.arpa <<<'25 mail.bank.example'
reverse_on ns 113.0.203.in-addr.arpa <<<'66 mail.stranger.example'
nsd_start ns 192.0.2.53
for host in bank stranger mx
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
signer_start stranger "$(IFS=, && echo "${alike[*]}")" s1 /etc/dkim/s1.key
for host in bank stranger
do
  postfix_start "$host" "mail.$host.example" <<END
myorigin = $host.example
non_smtpd_milters = inet:127.0.0.1:8891
$BY_DNS
END
done

mails=0
# letter HOST SENDER FROM SUBJECT: from a person at that host.
letter ()
{
  on "$1" sendmail -f "$2" taro@hogehoge.or.jp <<END
From: $3
To: Taro Suzuki <taro@hogehoge.or.jp>
Subject: $4

Please look at your account: https://www.${2#*@}/login
END
  mails=$((mails + 1))
  wait_mail mx /var/mail/lab/taro "$mails"
  wait_until 20 "the end of the session" no_connections
}

capture_start 18-look-alike
letter bank service@bank.example 'Bank Service <service@bank.example>' 'Your statement of November'
letter stranger "service@${alike[0]}" "Bank Service <service@${alike[0]}>" 'Your account is locked'
letter stranger "service@${alike[1]}" "Bank Service <service@${alike[1]}>" 'Your account is still locked'
letter stranger service@stranger.example '"service@bank.example" <service@stranger.example>' 'Your account: last warning'
capture_stop

# mx verified each of them.
for what in dmarc=pass dkim=pass spf=pass
do
  (($(on mx sh -c 'cat /var/mail/lab/taro/new/*' | grep -c "^\(Authentication-Results: .*\|	\)$what") == 4)) || die "not each mail has $what"
done
