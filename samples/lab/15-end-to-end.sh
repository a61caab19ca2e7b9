#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 15-end-to-end: four mails in one session without TLS: encrypted with OpenPGP,
# encrypted with S/MIME, only signed (OpenPGP), and one that calls itself encrypted
# and is not.  The keys are made for the mails and forgotten.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_need gnupg:gpg python3:python3
lab_begin postfix

lab_host client note-pc.hogehoge.or.jp 192.0.2.10/24
lab_host mail mail.hogehoge.or.jp 192.0.2.25/24 postfix

postfix_start mail mail.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
END

# gpg_on COMMAND...: GnuPG of the client, with keys that live as long as the lab.
gpg_on ()
{
  on client gpg --homedir /srv/gnupg --batch --quiet --no-tty --trust-model always --no-emit-version \
    --pinentry-mode loopback --passphrase '' "$@" 2>/dev/null
}

# head_of SUBJECT NUMBER: the part of the header that never is encrypted.
head_of ()
{
  cat <<END
Date: $(date '+%a, %d %b %Y %H:%M:%S %z')
From: Hanako Yamada <hanako@hogehoge.or.jp>
To: Taro Suzuki <taro@hogehoge.or.jp>
Subject: $1
Message-ID: <e2e.$2@note-pc.hogehoge.or.jp>
MIME-Version: 1.0
END
}

on client install -d -m 700 /srv/gnupg
gpg_on --quick-gen-key 'Hanako Yamada <hanako@hogehoge.or.jp>' ed25519 sign never
gpg_on --quick-gen-key 'Taro Suzuki <taro@hogehoge.or.jp>' ed25519 sign never
fingerprint=$(gpg_on --with-colons --list-keys taro@hogehoge.or.jp | awk -F: '/^fpr/ { print $10; exit }')
gpg_on --quick-add-key "$fingerprint" cv25519 encr never
on client openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj '/CN=Taro Suzuki' \
  -addext 'subjectAltName=email:taro@hogehoge.or.jp' -keyout /srv/taro.key -out /srv/taro.pem 2>/dev/null

printf 'Content-Type: text/plain; charset=us-ascii\r\n\r\nThe contract is signed on Friday at noon.\r\n' |
  write_on client /srv/text

{
  head_of 'The contract, sealed with OpenPGP' 1
  cat <<END
Autocrypt: addr=hanako@hogehoge.or.jp; prefer-encrypt=mutual; keydata=
$(gpg_on --export --export-options export-minimal hanako@hogehoge.or.jp | base64 -w 70 | sed 's/^/ /')
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="sealed"

--sealed
Content-Type: application/pgp-encrypted

Version: 1

--sealed
Content-Type: application/octet-stream; name="encrypted.asc"
Content-Disposition: inline; filename="encrypted.asc"

$(gpg_on --armor --encrypt --recipient taro@hogehoge.or.jp --output - /srv/text)
--sealed--
END
} | write_on client /srv/mail.1
{
  head_of 'The contract, sealed with S/MIME' 2
  on client openssl cms -encrypt -aes256 -in /srv/text -outform SMIME /srv/taro.pem | grep -v '^MIME-Version:'
} | write_on client /srv/mail.2
{
  head_of 'The contract, signed only' 3
  cat <<END
Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha512; boundary="signed"

--signed
$(on client cat /srv/text)

--signed
Content-Type: application/pgp-signature; name="signature.asc"

$(gpg_on --armor --detach-sign --digest-algo SHA512 --local-user hanako@hogehoge.or.jp --output - /srv/text)
--signed--
END
} | write_on client /srv/mail.3
{
  head_of 'The contract, sealed by a broken program' 4
  cat <<'END'
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="open"

--open
Content-Type: application/pgp-encrypted

Version: 1

--open
Content-Type: application/octet-stream

The contract is signed on Friday at noon.
--open--
END
} | write_on client /srv/mail.4

capture_start 15-end-to-end
on client python3 - <<'END'
import smtplib

client = smtplib.SMTP("192.0.2.25", local_hostname="note-pc.hogehoge.or.jp", timeout=20)
client.ehlo()
for number in range(1, 5):
    with open(f"/srv/mail.{number}", "rb") as mail:
        lines = mail.read().splitlines()
    client.sendmail("hanako@hogehoge.or.jp", "taro@hogehoge.or.jp", b"\r\n".join(lines) + b"\r\n")
client.docmd("QUIT")
while client.sock.recv(4096):
    pass
client.close()
END
capture_stop
on client gpgconf --homedir /srv/gnupg --kill all

wait_mail mail /var/mail/lab/taro 4
