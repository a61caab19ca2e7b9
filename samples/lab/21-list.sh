#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 21-list: two lists that know of DMARC.  The first puts its own address into From and
# signs; the second leaves the author's name, and seals what it found before it changed
# the mail (ARC).  The author's domain asks to refuse what is not proven to be its own.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
verifier=postfix+opendkim+opendmarc+postfix-policyd-spf-python
lister=postfix+mlmmj+opendkim+postfix-policyd-spf-python+python3-dkim
lab_need python3:python3
lab_begin "$verifier" postfix+opendkim "$lister" nsd

lab_host bank mail.bank.example 198.51.100.25/24 postfix+opendkim
lab_host lists lists.club.example 203.0.113.80/24 "$lister"
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
key=$(dkim_key lists /etc/dkim/l1.key rsa 2048)
zone_on ns club.example <<END
_dmarc TXT "v=DMARC1; p=reject"
lists MX 10 lists
lists TXT "v=spf1 mx -all"
lists A 203.0.113.80
l1._domainkey.lists TXT $key
END
zone_on ns hogehoge.or.jp <<'END'
@ MX 10 mx
ns A 192.0.2.53
mx A 192.0.2.25
END
reverse_on ns 100.51.198.in-addr.arpa <<<'25 mail.bank.example'
reverse_on ns 113.0.203.in-addr.arpa <<<'80 lists.club.example'
nsd_start ns 192.0.2.53
for host in bank lists mx
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

# The server of the lists verifies what comes in, and signs what goes out.
spf_policy_on lists lists.club.example
opendkim_start lists 8891 <<'END'
Mode v
AuthservID lists.club.example
Nameservers 192.0.2.53
END
on lists cp /etc/opendkim.conf /etc/opendkim-in.conf
opendkim_start lists 8892 <<'END'
Mode s
Domain lists.club.example
SenderHeaders List-Post,From
Selector l1
KeyFile /etc/dkim/l1.key
Canonicalization relaxed/simple
SignHeaders From,To,Subject,Date,Message-ID,Reply-To,List-Post
END
for list in cherry plum
do
  list_on lists "$list" lists.club.example taro@hogehoge.or.jp
  list_control lists "$list" prefix "[$list]"
  list_control lists "$list" footer '-- ' "The $list list: $list+help@lists.club.example"
done
list_control lists cherry delheaders From: DKIM-Signature: Authentication-Results:
list_control lists cherry customheaders 'From: The cherry list <cherry@lists.club.example>' \
  'Reply-To: cherry@lists.club.example' 'List-Post: <mailto:cherry@lists.club.example>'
list_control lists plum customheaders 'List-Post: <mailto:plum@lists.club.example>'
# mlmmj hands its mail to port 10025; plum's then passes the sealer.
list_control lists cherry smtpport 10025
list_control lists plum smtpport 10026
write_on lists /usr/local/bin/seal 755 <<'END'
#!/bin/sh
# seal SENDER RECIPIENT: adds a set of ARC to the mail on standard input; arcsign seals
# wrongly what has no CR.
sed "s/\$/\r/" | /usr/bin/arcsign l1 lists.club.example /etc/dkim/l1.pem lists.club.example |
  /usr/sbin/sendmail -G -i -f "$1" -- "$2"
END
on lists openssl rsa -traditional -in /etc/dkim/l1.key -out /etc/dkim/l1.pem 2>/dev/null
on lists chmod 644 /etc/dkim/l1.pem
# shellcheck disable=SC2016 # expanded by Postfix
postfix_start lists lists.club.example "$LIST_SERVICE" "$POLICY_SERVICE" \
  '127.0.0.1:10025 inet n - n - - smtpd -o smtpd_milters=inet:127.0.0.1:8892 -o smtpd_recipient_restrictions=permit' \
  '127.0.0.1:10026 inet n - n - - smtpd -o smtpd_milters= -o smtpd_recipient_restrictions=permit -o content_filter=seal:' \
  'seal unix - n n - - pipe flags=q user=mlmmj argv=/usr/local/bin/seal ${sender} ${recipient}' <<END
relay_domains = lists.club.example
recipient_delimiter = +
transport_maps = inline:{ cherry@lists.club.example=mlmmj:cherry, plum@lists.club.example=mlmmj:plum }
mlmmj_destination_recipient_limit = 1
seal_destination_recipient_limit = 1
smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service unix:private/policyd-spf
smtpd_milters = inet:127.0.0.1:8891
non_smtpd_milters = inet:127.0.0.1:8892
$BY_DNS
END

mails=0
capture_start 21-list
for list in cherry plum
do
  on bank sendmail -f hanako@bank.example "$list@lists.club.example" <<END
From: Hanako Yamada <hanako@bank.example>
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
for what in 'dmarc=pass .*header.from=lists.club.example' 'dmarc=fail .*header.from=bank.example'
do
  grep -q "$what" "$LAB_DIR/state/mails" || die "mx did not find: $what"
done
# The seal, by another program.
on mx sh -c 'grep -l ^ARC-Seal: /var/mail/lab/taro/new/*' >"$LAB_DIR/state/sealed"
on mx cat "$(cat "$LAB_DIR/state/sealed")" | on lists arcverify | grep -q "cv=b'pass'" || die "the seal"
# DKIM of the list itself: the signature on top of both.
(($(grep -c '^	dkim=pass .*header.d=lists.club.example' "$LAB_DIR/state/mails") == 2)) || die "the list's signature"
