#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 12-starttls-stripped: three mails from a client that encrypts if it can.  The
# first goes to the server, inside TLS.  Then a machine on the same cable claims the
# server's address (ARP), hands everything on, and changes one word of what the
# server says: the second and third mail go in the clear, and arrive.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_need python3:python3
lab_begin postfix

lab_host client note-pc.sender.example 192.0.2.10/24
lab_host mail mx.hogehoge.or.jp 192.0.2.25/24 postfix
# The one machine in the middle is two hosts here: what it shows to the client, and
# what it shows to the server.
lab_host front pc-17.stranger.example 192.0.2.65/24
lab_host back pc-18.stranger.example 192.0.2.66/24

certificate_on mail mx.hogehoge.or.jp
postfix_start mail mx.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
smtpd_tls_security_level = may
smtpd_tls_cert_file = /etc/ssl/lab.pem
smtpd_tls_key_file = /etc/ssl/lab.key
END

# letter SUBJECT: as most servers do it: TLS if offered, and no questions asked.
letter ()
{
  on client python3 - "$1" <<'END'
import smtplib, ssl, sys

trusting = ssl.create_default_context()
trusting.check_hostname = False
trusting.verify_mode = ssl.CERT_NONE
client = smtplib.SMTP("192.0.2.25", local_hostname="note-pc.sender.example", timeout=20)
client.ehlo()
if client.has_extn("starttls"):
    client.starttls(context=trusting)
client.sendmail("hanako@sender.example", "taro@hogehoge.or.jp", f"""\
From: hanako@sender.example
To: taro@hogehoge.or.jp
Subject: {sys.argv[1]}

The alarm is switched off with 4711.
""")
client.docmd("QUIT")
while client.sock.recv(4096):
    pass
client.close()
END
}

capture_start 12-starttls-stripped
letter 'The alarm'
# The kernel believes no other answer for a second after the one it asked for.
sleep 1.2
# On the host "front", but with a way to the process numbers of all.
on front python3 - 192.0.2.25 "${LAB_PID[back]}" <"$LAB_HERE/starttls-stripper.py" \
  2>"$LAB_DIR/state/front/stripper.log" &
wait_until 10 "the stripper" on client sh -c 'ip neigh show 192.0.2.25 | grep -q 00:00:5e:00:53:03'
letter 'The alarm, once more'
letter 'The alarm, to be sure'
capture_stop

wait_mail mail /var/mail/lab/taro 3
