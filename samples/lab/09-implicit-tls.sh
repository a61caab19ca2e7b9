#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 09-implicit-tls: three submissions to Postfix on port 465, TLS from the first
# octet: TLS 1.3, TLS 1.2, and TLS 1.3 by a program that keeps its secrets.  The
# secrets of the first two go into 09-implicit-tls.keys, in the form that browsers
# and OpenSSL write (SSLKEYLOGFILE).

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_need python3:python3
lab_begin postfix+sasl2-bin+libsasl2-modules

lab_host client note-pc.hogehoge.or.jp 192.0.2.10/24
lab_host smtp smtp.hogehoge.or.jp 192.0.2.25/24 postfix+sasl2-bin+libsasl2-modules

sasl_accounts smtp hogehoge.or.jp hanako:tsuki-yomi
certificate_on smtp smtp.hogehoge.or.jp
postfix_start smtp smtp.hogehoge.or.jp \
  '465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_tls_auth_only=yes' <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
smtpd_tls_cert_file = /etc/ssl/lab.pem
smtpd_tls_key_file = /etc/ssl/lab.key
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = hogehoge.or.jp
cyrus_sasl_config_path = /etc/postfix/sasl
END
wait_port smtp 465

# submit SUBJECT TLS-VERSION [KEY-LOG]: hanako logs in and hands in a mail.
submit ()
{
  on client python3 - "$@" <<'END'
import smtplib, ssl, sys

subject, version, *log = sys.argv[1:]
trusting = ssl.create_default_context()
trusting.check_hostname = False
trusting.verify_mode = ssl.CERT_NONE
trusting.minimum_version = trusting.maximum_version = ssl.TLSVersion[version]
if log:
    trusting.keylog_filename = log[0]
client = smtplib.SMTP_SSL("smtp.hogehoge.or.jp", 465, local_hostname="note-pc.hogehoge.or.jp",
                          timeout=20, context=trusting)
client.user, client.password = "hanako", "tsuki-yomi"
client.ehlo()
client.auth("PLAIN", client.auth_plain)
client.sendmail("hanako@hogehoge.or.jp", "taro@hogehoge.or.jp", f"""\
From: hanako@hogehoge.or.jp
To: taro@hogehoge.or.jp
Subject: {subject}

The key has moved: it is under the fourth flower pot now.
""")
client.docmd("QUIT")
while client.sock.recv(4096):
    pass
client.close()
END
}

capture_start 09-implicit-tls
submit 'Fourth flower pot' TLSv1_3 /srv/keys
submit 'Fourth flower pot, once more' TLSv1_2 /srv/keys
submit 'Fourth flower pot, in confidence' TLSv1_3
capture_stop
keep client /srv/keys keys

wait_mail smtp /var/mail/lab/taro 3
