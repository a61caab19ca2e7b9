#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 08-ipv6-vlan: mail over IPv6, in frames that carry an 802.1Q tag (VLAN 10).
# A capture filter such as "tcp port 25" alone would have missed all of it.
#
# The tag is the kernel's work where it has the 8021q module; elsewhere
# vlan-tap.py does the same.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_need python3:python3
lab_begin exim4-daemon-light postfix

# vlan HOST ID ADDRESS: an interface for tagged frames on HOST's cable.
vlan ()
{
  local host=$1 id=$2 address=$3
  if ! on "$host" ip link add link eth0 name "eth0.$id" type vlan id "$id" 2>/dev/null
  then
    on "$host" python3 - "$id" <"$LAB_HERE/vlan-tap.py" 2>"$LAB_DIR/state/$host/vlan-tap.log" &
    wait_until 10 "eth0.$id of $host" on "$host" ip link show "eth0.$id"
  fi
  on "$host" sh -c "ip link set eth0.$id address \$(ip -o link show eth0 | sed 's/.*ether \([^ ]*\) .*/\1/')"
  # Only the address given: no link-local one, no router asked for.
  on "$host" sh -c "cd /proc/sys/net/ipv6/conf/eth0.$id && echo 0 >disable_ipv6 && echo 1 >addr_gen_mode &&
    echo 0 >accept_ra && echo 0 >router_solicitations"
  on "$host" ip -6 addr add "$address" dev "eth0.$id" nodad
  on "$host" ip link set "eth0.$id" up
}

lab_host out out.sender.example 192.0.2.50/24 exim4-daemon-light
lab_host mail mx6.hogehoge.or.jp 192.0.2.25/24 postfix
vlan out 10 2001:db8:10::50/64
vlan mail 10 2001:db8:10::25/64
cat >"$LAB_DIR/state/hosts" <<'END'
2001:db8:10::50 out.sender.example
2001:db8:10::25 mx6.hogehoge.or.jp
END

exim_install out <<'END'
primary_hostname = out.sender.example
qualify_domain = sender.example
tls_advertise_hosts =
begin routers
onward:
  driver = manualroute
  route_list = * mx6.hogehoge.or.jp byname
  transport = remote
begin transports
remote:
  driver = smtp
END

postfix_start mail mx6.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
smtpd_discard_ehlo_keywords = chunking
END

capture_start 08-ipv6-vlan switch0 'vlan 10 and ip6 and (tcp or icmp6)'
on out exim4 -odf -oi -oMt hanako -f hanako@sender.example taro@hogehoge.or.jp <<'END'
From: hanako@sender.example
To: taro@hogehoge.or.jp
Subject: By the other protocol

Longer addresses and a tag in each frame; the mail is the same.
.This line begins with a dot, and so travels with two.
END
wait_mail mail /var/mail/lab/taro 1
capture_stop
