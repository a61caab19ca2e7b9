#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 20-footer: a signature that an honest mailing list breaks.  Two lists, as they have been
# for forty years: the first adds a footer to each mail, the second its name to the
# Subject.  Both leave the author's From field and signature in place.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
verifier=postfix+opendkim+opendmarc+postfix-policyd-spf-python
lab_begin "$verifier" postfix+opendkim postfix+mlmmj nsd

lab_host sender mail.sender.example 198.51.100.25/24 postfix+opendkim
lab_host lists lists.club.example 203.0.113.80/24 postfix+mlmmj
lab_host ns ns.hogehoge.or.jp 192.0.2.53/24 nsd
lab_host mx mx.hogehoge.or.jp 192.0.2.25/24 "$verifier"
one_cable

key=$(dkim_key sender /etc/dkim/2026a.key rsa 2048)
zone_on ns sender.example <<END
@ MX 10 mail
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=none"
2026a._domainkey TXT $key
mail A 198.51.100.25
END
zone_on ns club.example <<'END'
lists MX 10 lists
lists TXT "v=spf1 mx -all"
lists A 203.0.113.80
END
zone_on ns hogehoge.or.jp <<'END'
@ MX 10 mx
ns A 192.0.2.53
mx A 192.0.2.25
END
reverse_on ns 100.51.198.in-addr.arpa <<<'25 mail.sender.example'
reverse_on ns 113.0.203.in-addr.arpa <<<'80 lists.club.example'
nsd_start ns 192.0.2.53
for host in sender lists mx
do
  asks "$host" 192.0.2.53
done

verifier_start mx mx.hogehoge.or.jp 192.0.2.53 </dev/null
postfix_start mx mx.hogehoge.or.jp "$POLICY_SERVICE" <<END
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
$VERIFYING
END
signer_start sender sender.example 2026a /etc/dkim/2026a.key
postfix_start sender mail.sender.example <<END
myorigin = sender.example
non_smtpd_milters = inet:127.0.0.1:8891
$BY_DNS
END
list_on lists plum lists.club.example taro@hogehoge.or.jp
list_control lists plum footer '-- ' 'The plum list: plum+help@lists.club.example'
list_on lists pine lists.club.example taro@hogehoge.or.jp
list_control lists pine prefix '[pine]'
postfix_start lists lists.club.example "$LIST_SERVICE" <<END
relay_domains = lists.club.example
recipient_delimiter = +
transport_maps = inline:{ plum@lists.club.example=mlmmj:plum, pine@lists.club.example=mlmmj:pine }
mlmmj_destination_recipient_limit = 1
$BY_DNS
END

mails=0
capture_start 20-footer
for list in plum pine
do
  on sender sendmail -f hanako@sender.example "$list@lists.club.example" <<END
From: Hanako Yamada <hanako@sender.example>
To: $list@lists.club.example
Subject: When the $list flowers

Hello all,
it flowers already, in the park behind the station.
Hanako
END
  mails=$((mails + 1))
  wait_mail mx /var/mail/lab/taro "$mails"
  wait_until 20 "the end of the sessions" no_connections
done
capture_stop

on mx sh -c 'cat /var/mail/lab/taro/new/*' >"$LAB_DIR/state/mails"
for what in 'dmarc=fail (p=none' 'dkim=fail'
do
  (($(grep -c "^\(Authentication-Results: .*\|	\)$what" "$LAB_DIR/state/mails") == 2)) || die "not each mail has $what"
done
