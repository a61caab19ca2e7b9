# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The mail servers of the lab: how each is configured and started on a host.
# Sourced after lab.sh.  Mail is delivered to Maildirs below /var/mail/lab of
# that host, so that a script can wait for it and look at it.

# postfix_start HOST NAME [SERVICE...]: Postfix as NAME on port 25, and on what each
# SERVICE says in master.cf (none: port 25 alone).  Standard input is added to main.cf.
postfix_start ()
{
  local host=$1 name=$2
  add_user "$host" postfix 65101 /var/spool/postfix
  add_user "$host" postdrop 65102 /nonexistent
  add_user "$host" vmail 65103 /var/mail/lab
  on "$host" install -d -o vmail -g vmail /var/mail/lab
  {
    cat <<END
compatibility_level = 3.6
maillog_file = /var/log/postfix.log
myhostname = $name
myorigin = $name
inet_protocols = all
mydestination =
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.0/8
biff = no
append_dot_mydomain = no
smtp_host_lookup = native
smtp_dns_support_level = disabled
virtual_mailbox_base = /var/mail/lab
virtual_uid_maps = static:65103
virtual_gid_maps = static:65103
END
    cat
  } | write_on "$host" /etc/postfix/main.cf
  # Debian's own services, but none in a chroot: there is nothing to protect.
  # shellcheck disable=SC2016 # awk's own fields
  on "$host" awk '/^[a-z]/ && $8 != "pipe" { $5 = "n"; print }' /usr/share/postfix/master.cf.dist |
    write_on "$host" /etc/postfix/master.cf
  (($# == 2)) || printf '%s\n' "${@:3}" | on "$host" sh -c 'cat >>/etc/postfix/master.cf'
  on "$host" cp /usr/share/postfix/dynamicmaps.cf /etc/postfix/
  on "$host" install -d -o postfix -g root /var/lib/postfix
  on "$host" chgrp postdrop /usr/sbin/postdrop /usr/sbin/postqueue
  on "$host" chmod g+s /usr/sbin/postdrop /usr/sbin/postqueue
  on "$host" postfix start >/dev/null 2>&1 ||
    { on "$host" cat /var/log/postfix.log >&2; die "Postfix did not start"; }
  wait_port "$host" 25
}

# opensmtpd_start HOST: OpenSMTPD with the smtpd.conf on standard input.
opensmtpd_start ()
{
  local host=$1
  add_user "$host" opensmtpd 65111 /var/lib/opensmtpd/empty
  add_user "$host" opensmtpq 65112 /nonexistent
  write_on "$host" /etc/smtpd.conf
  on "$host" install -d -m 711 /var/spool/smtpd /var/lib/opensmtpd/empty
  on "$host" smtpd -d >"$LAB_DIR/state/$host/smtpd.log" 2>&1 &
  wait_port "$host" 25
}

# exim_install HOST: Exim with the configuration on standard input, as a command.
exim_install ()
{
  local host=$1
  add_user "$host" Debian-exim 65121 /var/spool/exim4
  add_user "$host" vmail 65103 /var/mail/lab
  on "$host" install -d -o vmail -g vmail /var/mail/lab
  on "$host" install -d -o Debian-exim -g Debian-exim /var/spool/exim4 /var/log/exim4 /run/exim4
  write_on "$host" /etc/exim4/exim4.conf
}

# exim_start HOST PORT: Exim with the configuration on standard input, as a
# daemon.
exim_start ()
{
  local host=$1 port=$2
  exim_install "$host"
  # In the foreground: a daemon whose parent has the number 1 does not detach.
  on "$host" exim4 -bdf -oX "$port" >"$LAB_DIR/state/$host/exim.log" 2>&1 &
  wait_port "$host" "$port"
}

# certificate_on HOST NAME: a self-signed certificate in /etc/ssl/lab.{pem,key}.
certificate_on ()
{
  on "$1" openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj "/O=hogehoge/CN=$2" -addext "subjectAltName=DNS:$2" \
    -keyout /etc/ssl/lab.key -out /etc/ssl/lab.pem 2>/dev/null
  on "$1" chmod 600 /etc/ssl/lab.key
}

# dovecot_start HOST PORT: Dovecot with the accounts in /etc/dovecot/users of that
# host, which is there already.  Standard input is added to dovecot.conf.
dovecot_start ()
{
  local host=$1 port=$2
  add_user "$host" dovecot 65131 /nonexistent
  add_user "$host" dovenull 65132 /nonexistent
  add_user "$host" vmail 65103 /var/mail/lab
  on "$host" install -d -o vmail -g vmail /var/mail/lab
  {
    cat <<'END'
log_path = /var/log/dovecot.log
mail_location = maildir:~/
first_valid_uid = 100
passdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
userdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
service stats {
  chroot =
}
service anvil {
  chroot =
}
END
    cat
  } | write_on "$host" /etc/dovecot/dovecot.conf
  on "$host" dovecot -F -c /etc/dovecot/dovecot.conf >"$LAB_DIR/state/$host/dovecot.log" 2>&1 &
  wait_port "$host" "$port"
}

# sasl_accounts HOST REALM USER:PASSWORD...: accounts for Postfix there, which asks
# Cyrus SASL.
sasl_accounts ()
{
  local host=$1 realm=$2 account
  for account in "${@:3}"
  do
    printf '%s' "${account#*:}" | on "$host" saslpasswd2 -p -c -u "$realm" "${account%%:*}"
  done
  on "$host" chmod 644 /etc/sasldb2
  write_on "$host" /etc/postfix/sasl/smtpd.conf <<'END'
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: /etc/sasldb2
mech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM SCRAM-SHA-256
ntlm_v2: no
END
}
