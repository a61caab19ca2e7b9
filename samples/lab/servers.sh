# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The mail servers of the lab: how each is configured and started on a host.
# Sourced after lab.sh.  Mail is delivered to Maildirs below /var/mail/lab of
# that host, so that a script can wait for it and look at it.

# postfix_start HOST NAME [SERVICE...]: Postfix as NAME on port 25, and on what each
# SERVICE says in master.cf (none: port 25 alone).  Standard input is added to main.cf;
# what it sets takes the place of what is set here.
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
  } | tac | awk '!/^[a-z]/ || !seen[$1]++' | tac | write_on "$host" /etc/postfix/main.cf
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

# ---------------------------------------------------------------- the DNS

# zone_on HOST NAME: the records on standard input become the zone NAME of the name
# server there, under an SOA and an NS record like those of any zone.
zone_on ()
{
  local host=$1 name=$2
  {
    # shellcheck disable=SC2016 # no variable: the zone's own word
    printf '$TTL 3600\n@ IN SOA ns.hogehoge.or.jp. hostmaster.hogehoge.or.jp. 2026112601 7200 3600 1209600 900\n'
    printf '@ IN NS ns.hogehoge.or.jp.\n'
    cat
  } | write_on "$host" "/etc/nsd/$name.zone"
  printf 'zone:\n  name: "%s"\n  zonefile: "/etc/nsd/%s.zone"\n' "$name" "$name" |
    on "$host" sh -c 'cat >>/etc/nsd/zones.conf'
}

# reverse_on HOST NETWORK.in-addr.arpa: a zone of PTR records; standard input has lines
# "last number of the address, name".
reverse_on ()
{
  awk 'NF { print $1, "IN PTR", $2 "." }' | zone_on "$1" "$2"
}

# nsd_start HOST ADDRESS: NSD with the zones of zone_on.  It also is the root of this
# little internet, so that it knows which names do not exist.
nsd_start ()
{
  local host=$1 address=$2
  : | zone_on "$host" .
  write_on "$host" /etc/nsd/nsd.conf <<END_OF_CONF
server:
  ip-address: $address
  username: ""
  zonesdir: "/etc/nsd"
  database: ""
  pidfile: "/run/nsd.pid"
  xfrdfile: ""
  zonelistfile: "/run/nsd.list"
  logfile: "/var/log/nsd.log"
  hide-version: yes
  do-ip6: no
  server-count: 1
  minimal-responses: yes
remote-control:
  control-enable: no
include: "/etc/nsd/zones.conf"
END_OF_CONF
  on "$host" nsd-checkconf /etc/nsd/nsd.conf || die "nsd.conf"
  on "$host" nsd -d -c /etc/nsd/nsd.conf >"$LAB_DIR/state/$host/nsd.log" 2>&1 &
  wait_port "$host" 53
}

# asks HOST ADDRESS: from now on, names and addresses there come from that name server
# alone, over the network.
asks ()
{
  on "$1" umount /etc/hosts
  echo '127.0.0.1 localhost' | write_on "$1" /etc/hosts
  printf 'nameserver %s\noptions timeout:3 attempts:2\n' "$2" | write_on "$1" /etc/resolv.conf
  echo 'hosts: files dns' | write_on "$1" /etc/nsswitch.conf
}

# txt TEXT: as the strings of a TXT record, 255 octets each at most.
txt ()
{
  printf '%s' "$1" | fold -b -w 255 | sed 's/.*/"&"/' | paste -sd ' '
}

# dkim_key HOST FILE ALGORITHM [BITS]: a new private key there (rsa, ed25519); prints the
# TXT record for it.
dkim_key ()
{
  local host=$1 file=$2 algorithm=$3 bits=${4-1024}
  on "$host" mkdir -p "$(dirname "$file")"
  if [[ $algorithm == rsa ]]
  then
    on "$host" openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$bits" -out "$file" 2>/dev/null
    txt "v=DKIM1; k=rsa; p=$(on "$host" openssl pkey -in "$file" -pubout -outform DER | base64 -w 0)"
  else
    on "$host" openssl genpkey -algorithm ed25519 -out "$file" 2>/dev/null
    txt "v=DKIM1; k=ed25519; p=$(on "$host" openssl pkey -in "$file" -pubout -outform DER | tail -c 32 | base64 -w 0)"
  fi
  on "$host" chmod 600 "$file"
}

# ---------------------------------------------------------------- who signs, who verifies

# opendkim_start HOST PORT: OpenDKIM as a milter with the configuration on standard input.
opendkim_start ()
{
  local host=$1 port=$2
  {
    printf 'Background no\nSyslog no\nSocket inet:%s@127.0.0.1\n' "$port"
    cat
  } | write_on "$host" /etc/opendkim.conf
  on "$host" opendkim -f -x /etc/opendkim.conf >"$LAB_DIR/state/$host/opendkim.log" 2>&1 &
  wait_port "$host" "$port"
}

# signer_start HOST DOMAIN SELECTOR KEYFILE: OpenDKIM signs there whatever has DOMAIN in
# From; a milter at port 8891.
signer_start ()
{
  opendkim_start "$1" 8891 <<END_OF_CONF
Mode s
Domain $2
Selector $3
KeyFile $4
Canonicalization relaxed/simple
InternalHosts 0.0.0.0/0
OversignHeaders From
END_OF_CONF
}

# What a Postfix that verifies has in main.cf besides.
# shellcheck disable=SC2034 # for the scripts
VERIFYING='
smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service unix:private/policyd-spf
smtpd_milters = inet:127.0.0.1:8891, inet:127.0.0.1:8893
milter_default_action = tempfail
'
# shellcheck disable=SC2034 # for the scripts
POLICY_SERVICE='policyd-spf unix - n n - 0 spawn user=policyd-spf argv=/usr/bin/policyd-spf'

# spf_policy_on HOST NAME: the policy server of POLICY_SERVICE says what it found, and
# refuses nothing.
spf_policy_on ()
{
  local host=$1 name=$2
  add_user "$host" policyd-spf 65141 /nonexistent
  write_on "$host" /etc/postfix-policyd-spf-python/policyd-spf.conf <<END_OF_CONF
debugLevel = 0
HELO_reject = False
Mail_From_reject = False
PermError_reject = False
TempError_Defer = False
skip_addresses = 127.0.0.0/8
Header_Type = AR
Authserv_Id = $name
END_OF_CONF
}

# verifier_start HOST NAME NAMESERVER: SPF (pyspf, asked by Postfix), DKIM (OpenDKIM, port
# 8891) and DMARC (OpenDMARC, port 8893), which write what they found on top of each
# mail and refuse none; OpenDMARC refuses what it shall where its configuration, on
# standard input, says so.
verifier_start ()
{
  local host=$1 name=$2 nameserver=$3
  spf_policy_on "$host" "$name"
  opendkim_start "$host" 8891 <<END_OF_CONF
Mode v
AuthservID $name
Nameservers $nameserver
AlwaysAddARHeader yes
MinimumKeyBits 1024
END_OF_CONF
  # The suffixes of this little internet; the real list has no "example".
  printf '%s\n' example jp or.jp | write_on "$host" /etc/public-suffixes
  {
    cat <<END_OF_CONF
AuthservID $name
TrustedAuthservIDs $name
Socket inet:8893@127.0.0.1
Background false
Syslog false
PublicSuffixList /etc/public-suffixes
SPFSelfValidate true
SPFIgnoreResults false
END_OF_CONF
    cat
  } | write_on "$host" /etc/opendmarc.conf
  on "$host" opendmarc -f -c /etc/opendmarc.conf >"$LAB_DIR/state/$host/opendmarc.log" 2>&1 &
  wait_port "$host" 8893
}

# postsrsd_start HOST DOMAIN: PostSRSd, which writes foreign senders anew as addresses of
# DOMAIN; Postfix asks it with the lines of REWRITING.
# shellcheck disable=SC2034 # for the scripts
REWRITING='
sender_canonical_maps = tcp:127.0.0.1:10001
sender_canonical_classes = envelope_sender
recipient_canonical_maps = tcp:127.0.0.1:10002
recipient_canonical_classes = envelope_recipient, header_recipient
'
postsrsd_start ()
{
  local host=$1 domain=$2
  echo 'a secret of the laboratory' | write_on "$host" /etc/postsrsd.secret 600
  add_user "$host" postsrsd 65161 /nonexistent
  on "$host" install -d /var/lib/postsrsd
  on "$host" postsrsd -d "$domain" -s /etc/postsrsd.secret -u postsrsd -l 127.0.0.1 -f 10001 -r 10002 -n 4 \
    >"$LAB_DIR/state/$host/postsrsd.log" 2>&1 &
  wait_port "$host" 10001
}

# For a Postfix that finds the servers of other domains by the DNS.
# shellcheck disable=SC2034 # for the scripts
BY_DNS='
smtp_host_lookup = dns
smtp_dns_support_level = enabled
'

# ---------------------------------------------------------------- a mailing list

# list_on HOST NAME DOMAIN SUBSCRIBER...: a list of mlmmj, open to all, kept in
# /var/spool/mlmmj/NAME; list_control changes one of its settings.
list_on ()
{
  local host=$1 name=$2 domain=$3
  add_user "$host" mlmmj 65171 /var/spool/mlmmj
  # shellcheck disable=SC2016 # expanded by the inner shell
  on "$host" sh -c '
    mkdir -p "$0/control" "$0/text" "$0/subscribers.d" "$0/digesters.d" "$0/nomailsubs.d" "$0/incoming" "$0/queue" \
      "$0/queue/discarded" "$0/archive" "$0/subconf" "$0/unsubconf" "$0/bounce" "$0/requeue" "$0/moderation"
    touch "$0/index"
    cp /usr/share/mlmmj/text.skel/en/* "$0/text/"' "/var/spool/mlmmj/$name"
  printf '%s\n' "${@:4}" | write_on "$host" "/var/spool/mlmmj/$name/subscribers.d/all"
  list_control "$host" "$name" listaddress "$name@$domain"
  list_control "$host" "$name" owner "owner@$domain"
  list_control "$host" "$name" relayhost 127.0.0.1
  list_control "$host" "$name" notifysub
  on "$host" chown -R mlmmj:mlmmj /var/spool/mlmmj
}

# list_control HOST LIST SETTING [LINE...]
list_control ()
{
  printf '%s\n' "${@:4}" | write_on "$1" "/var/spool/mlmmj/$2/control/$3"
}

# What the master.cf of a Postfix with lists says, for transport_maps of "mlmmj:NAME".
# shellcheck disable=SC2034,SC2016 # for the scripts
LIST_SERVICE='mlmmj unix - n n - - pipe flags=ORhu user=mlmmj argv=/usr/bin/mlmmj-receive -F -L /var/spool/mlmmj/$nexthop'
