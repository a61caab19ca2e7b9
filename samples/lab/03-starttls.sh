#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 03-starttls: three sessions with one Postfix that offers STARTTLS: used with
# TLS 1.3, used with TLS 1.2, and not used.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_need python3:python3
lab_begin postfix

lab_host client note-pc.hogehoge.or.jp 192.0.2.10/24
lab_host mail mail.hogehoge.or.jp 192.0.2.25/24 postfix

certificate_on mail mail.hogehoge.or.jp
postfix_start mail mail.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
smtpd_tls_security_level = may
smtpd_tls_cert_file = /etc/ssl/lab.pem
smtpd_tls_key_file = /etc/ssl/lab.key
END

# letter SUBJECT [TLS-VERSION]: one mail in one session, sent with Python's
# smtplib.  It is as trusting as most mail servers are: nobody asks who signed
# the certificate.  It waits for the server to close, as few clients do; those
# that do not often see the connection end in a reset.
letter ()
{
  on client python3 - "$@" <<'END'
import smtplib, ssl, sys

subject, version = sys.argv[1], sys.argv[2:]
client = smtplib.SMTP("mail.hogehoge.or.jp", local_hostname="note-pc.hogehoge.or.jp", timeout=20)
if version:
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    trusting.minimum_version = trusting.maximum_version = ssl.TLSVersion[version[0]]
    client.starttls(context=trusting)
client.sendmail("hanako@hogehoge.or.jp", "taro@hogehoge.or.jp", f"""\
From: hanako@hogehoge.or.jp
To: taro@hogehoge.or.jp
Subject: {subject}

The key is under the third flower pot.
""")
client.docmd("QUIT")
while client.sock.recv(4096):
    pass
client.close()
END
}

capture_start 03-starttls
letter 'A letter in TLS 1.3' TLSv1_3
letter 'A letter in TLS 1.2' TLSv1_2
letter 'A postcard'
capture_stop

wait_mail mail /var/mail/lab/taro 3
