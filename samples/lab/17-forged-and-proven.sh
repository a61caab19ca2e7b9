#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 17-forged-and-proven: the mail of sample 05 once more, to servers that ask the DNS who
# may send for the bank.  First an honest mail of the bank; then somebody types a forged
# one by hand, a second with an envelope of his own domain, and the same for a server
# that refuses what the bank asks to be refused.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
verifier=postfix+opendkim+opendmarc+postfix-policyd-spf-python
lab_begin "$verifier" postfix+opendkim nsd

lab_host bank mail.bank.example 198.51.100.25/24 postfix+opendkim
lab_host stranger pc-17.stranger.example 203.0.113.66/24
lab_host ns ns.hogehoge.or.jp 192.0.2.53/24 nsd
lab_host mx mx.hogehoge.or.jp 192.0.2.25/24 "$verifier"
lab_host strict mx2.hogehoge.or.jp 192.0.2.26/24 "$verifier"
one_cable

key=$(dkim_key bank /etc/dkim/2026a.key rsa 1024)
zone_on ns bank.example <<END
@ MX 10 mail
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject"
2026a._domainkey TXT $key
mail A 198.51.100.25
END
zone_on ns stranger.example <<'END'
@ MX 10 pc-17
@ TXT "v=spf1 ip4:203.0.113.66 -all"
pc-17 A 203.0.113.66
END
zone_on ns hogehoge.or.jp <<'END'
@ MX 10 mx
ns A 192.0.2.53
mx A 192.0.2.25
mx2 A 192.0.2.26
END
reverse_on ns 100.51.198.in-addr.arpa <<<'25 mail.bank.example'
reverse_on ns 113.0.203.in-addr.arpa <<<'66 pc-17.stranger.example'
nsd_start ns 192.0.2.53
for host in bank mx strict
do
  asks "$host" 192.0.2.53
done

# receiver HOST NAME: a server that verifies; standard input is for OpenDMARC.
receiver ()
{
  verifier_start "$1" "$2" 192.0.2.53
  postfix_start "$1" "$2" "$POLICY_SERVICE" <<END
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
$VERIFYING
END
}
receiver mx mx.hogehoge.or.jp <<<'RejectFailures false'
receiver strict mx2.hogehoge.or.jp <<<'RejectFailures true'
signer_start bank bank.example 2026a /etc/dkim/2026a.key
postfix_start bank mail.bank.example <<END
myorigin = bank.example
non_smtpd_milters = inet:127.0.0.1:8891
$BY_DNS
END

# forged ADDRESS HELO SENDER SUBJECT CODE: typed, not sent by a mail program; CODE is the
# server's last word.
forged ()
{
  dial on stranger nc -N "$1" 25
  hear 220
  say 0.3 "EHLO $2"
  hear 250
  say 0.3 "MAIL FROM:<$3>"
  hear 250
  say 0.3 'RCPT TO:<taro@hogehoge.or.jp>'
  hear 250
  say 0.3 DATA
  hear 354
  while IFS= read -r line
  do
    say 0.05 "$line"
  done <<END
Date: $(date '+%a, %d %b %Y %H:%M:%S %z')
From: "The President" <president@bank.example>
To: taro@hogehoge.or.jp
Subject: $4
Message-Id: <confirm.$RANDOM@bank.example>

Please answer this mail with your account number.
.
END
  hear "$5"
  say 0.3 QUIT
  hear 221
  hang_up
}

capture_start 17-forged-and-proven
on bank sendmail -f president@bank.example taro@hogehoge.or.jp <<'END'
From: The President <president@bank.example>
To: taro@hogehoge.or.jp
Subject: Never tell anybody your account number

Not even if a letter asks you that seems to come from me.
END
wait_mail mx /var/mail/lab/taro 1
wait_until 20 "the end of the first session" no_connections
forged 192.0.2.25 mail.bank.example president@bank.example 'Please confirm your account' 250
forged 192.0.2.25 pc-17.stranger.example collector@stranger.example 'Please confirm your account today' 250
forged 192.0.2.26 pc-17.stranger.example collector@stranger.example 'Please confirm your account now' 550
capture_stop

# The first server wrote down what it found, and took the mails all the same.
wait_mail mx /var/mail/lab/taro 3
on mx sh -c 'grep -hE "^Authentication-Results|^	(spf|dkim|dmarc)" /var/mail/lab/taro/new/*' >"$LAB_DIR/state/found"
for found in 'dmarc=pass (p=reject' 'dkim=pass' 'spf=pass .*bank.example' 'spf=fail .*bank.example' \
  'spf=pass .*stranger.example' 'dmarc=fail (p=reject'
do
  grep -q "$found" "$LAB_DIR/state/found" || die "mx did not find: $found"
done
on strict test ! -e /var/mail/lab/taro || die "mx2 took the mail"
