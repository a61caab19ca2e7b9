#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 10-sasl-mechanisms: one account, seven logins, none of them inside TLS.  Postfix
# with Cyrus SASL: CRAM-MD5, DIGEST-MD5, NTLM, SCRAM-SHA-256, and CRAM-MD5 with a
# mistyped password.  Dovecot: a good token (OAUTHBEARER), and a forged one (XOAUTH2).

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_need libdigest-hmac-perl:Digest::HMAC_MD5 libauthen-sasl-perl:Authen::SASL \
  libauthen-ntlm-perl:Authen::NTLM gsasl:gsasl python3:python3
lab_begin postfix+sasl2-bin+libsasl2-modules dovecot-submissiond

lab_host client note-pc.hogehoge.or.jp 192.0.2.10/24
lab_host smtp smtp.hogehoge.or.jp 192.0.2.25/24 postfix+sasl2-bin+libsasl2-modules
lab_host token token.hogehoge.or.jp 192.0.2.26/24 dovecot-submissiond

sasl_accounts smtp hogehoge.or.jp hanako:momo-saku
postfix_start smtp smtp.hogehoge.or.jp '587 inet n - n - - smtpd' <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = hogehoge.or.jp
smtpd_sasl_security_options = noanonymous
cyrus_sasl_config_path = /etc/postfix/sasl
END
wait_port smtp 587

# A token is a statement, signed by who issued it: here with this key.
KEY=issuer-of-the-lab
printf %s "$KEY" | base64 -w 0 | write_on token /etc/dovecot/keys/default/HS256/default
write_on token /etc/dovecot/oauth2.conf <<'END'
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=/etc/dovecot/keys/
username_attribute = sub
END
echo 'hanako::65103:65103::/var/mail/lab/hanako::' | write_on token /etc/dovecot/users
dovecot_start token 587 <<'END'
protocols = submission
hostname = token.hogehoge.or.jp
disable_plaintext_auth = no
ssl = no
auth_mechanisms = oauthbearer xoauth2
submission_relay_host = 192.0.2.25
passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = /etc/dovecot/oauth2.conf
}
service submission-login {
  chroot =
  inet_listener submission {
    port = 587
  }
}
END

# login MECHANISM PASSWORD: with swaks, no mail.
login ()
{
  on client swaks --server 192.0.2.25:587 --helo note-pc.hogehoge.or.jp --from hanako@hogehoge.or.jp \
    --auth "$1" --auth-user hanako@hogehoge.or.jp --auth-password "$2" --quit-after AUTH --hide-all
}

# by_token MECHANISM TOKEN CODE: with Python's smtplib, no mail; CODE is what the
# server has to answer.
by_token ()
{
  on client python3 - "$@" <<'END'
import smtplib, sys

mechanism, token, code = sys.argv[1:]
bearer = f"auth=Bearer {token}\x01\x01"
first = {"OAUTHBEARER": "n,a=hanako,\x01" + bearer, "XOAUTH2": "user=hanako\x01" + bearer}[mechanism]


def answer(challenge=None):
    """The token; then, should the server explain why not, that this was heard."""
    return "\x01" if challenge else first


client = smtplib.SMTP("token.hogehoge.or.jp", 587, local_hostname="note-pc.hogehoge.or.jp", timeout=20)
client.ehlo()
try:
    told, _ = client.auth(mechanism, answer)
except smtplib.SMTPAuthenticationError as refused:
    told = refused.smtp_code
client.docmd("QUIT")
while client.sock.recv(4096):
    pass
client.close()
sys.exit(told != int(code))
END
}

# url_safe: base64 as tokens have it.
url_safe ()
{
  base64 -w 0 | tr '+/' '-_' | tr -d '='
}
said=$(printf '{"alg":"HS256","typ":"JWT"}' | url_safe).$(printf '{"sub":"hanako","exp":4000000000}' | url_safe)
signed=$(printf '%s' "$said" | openssl dgst -sha256 -hmac "$KEY" -binary | url_safe)

capture_start 10-sasl-mechanisms
login CRAM-MD5 momo-saku
login DIGEST-MD5 momo-saku
login NTLM momo-saku
on client gsasl --smtp --connect 192.0.2.25:587 --no-starttls --mechanism SCRAM-SHA-256 --quiet \
  --authentication-id hanako --authorization-id '' --password momo-saku </dev/null >/dev/null 2>&1
# 28: swaks says that authentication failed.
login CRAM-MD5 momo-sake && die "the wrong password was accepted"
(($? == 28)) || die "swaks: $?"
by_token OAUTHBEARER "$said.$signed" 235
by_token XOAUTH2 "$said.$(printf forged | url_safe)" 535
capture_stop
