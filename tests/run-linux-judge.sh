#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Linux itself judges the rows of tests/support/deceptions.c: what the packets of each make
# its applications read, and whether smtplens reads the same.
#
#     tests/run-linux-judge.sh [DIRECTORY [NAME...]]    the captures go to the directory
#
# The packets cross network namespaces of their own:
#
#     deceiver (linux-judge) == tun ==> router == veth ==> host (the kernel, and an application)
set -u
export LC_ALL=C.UTF-8 PATH=$PATH:/usr/sbin:/sbin

judge=${LINUX_JUDGE:-$PWD/tests/support/linux-judge}

skip ()
{
  echo "ok - Linux judges the deceptions # SKIP $1"
  exit 77
}

if [ -z "${JUDGE_INSIDE-}" ]
then
  [ "$(uname)" = Linux ] || skip 'this is not Linux'
  [ -x "$judge" ] || skip 'tests/support/linux-judge was not built'
  for command in ip unshare nsenter
  do
    command -v "$command" >/dev/null || skip "there is no command $command"
  done
  [ -w /dev/net/tun ] || skip '/dev/net/tun cannot be used'
  rights=(--net)
  [ "$(id -u)" -eq 0 ] || rights+=(--user --map-root-user)
  unshare "${rights[@]}" true 2>/dev/null || skip 'network namespaces cannot be made'
  JUDGE_INSIDE=1 exec unshare "${rights[@]}" "$0" "$@"
fi

# Inside: this is the router.
unshare --net sleep 600 &
host=$!
trap 'kill "$host"' EXIT
until [ "$(readlink "/proc/$host/ns/net")" != "$(readlink /proc/self/ns/net)" ]
do
  sleep 0.01
done

on_host ()
{
  nsenter --net="/proc/$host/ns/net" "$@"
}

# Nobody need ask for addresses, and so nothing comes late.
make_network ()
{
  local family
  for family in default all
  do
    echo 0 >/proc/sys/net/ipv6/conf/$family/accept_dad &&
      on_host sh -c "echo 0 >/proc/sys/net/ipv6/conf/$family/accept_dad" || return
  done
  ip tuntap add dev deceiver mode tun &&
    ip link add inner address 02:00:5e:10:00:01 type veth peer name outer address 02:00:5e:10:00:02 netns "$host" &&
    ip address add 192.0.2.1/24 dev deceiver &&
    ip address add 2001:db8:1::1/64 dev deceiver nodad &&
    ip address add 198.51.100.1/24 dev inner &&
    ip address add 2001:db8:2::1/64 dev inner nodad &&
    ip link set deceiver up &&
    ip link set inner up &&
    echo 1 >/proc/sys/net/ipv4/ip_forward &&
    echo 1 >/proc/sys/net/ipv6/conf/all/forwarding &&
    on_host ip address add 198.51.100.25/24 dev outer &&
    on_host ip address add 2001:db8:2::25/64 dev outer nodad &&
    on_host ip link set outer up &&
    on_host ip link set lo up &&
    on_host sh -c 'echo 1000000000 >/proc/sys/net/ipv4/ipfrag_high_thresh' &&
    on_host ip route add default via 198.51.100.1 &&
    on_host ip -6 route add default via 2001:db8:2::1 &&
    ip neighbour add 198.51.100.25 lladdr 02:00:5e:10:00:02 nud permanent dev inner &&
    ip neighbour add 2001:db8:2::25 lladdr 02:00:5e:10:00:02 nud permanent dev inner &&
    on_host ip neighbour add 198.51.100.1 lladdr 02:00:5e:10:00:01 nud permanent dev outer &&
    on_host ip neighbour add 2001:db8:2::1 lladdr 02:00:5e:10:00:01 nud permanent dev outer
}

make_network || skip 'the network of the test cannot be made'
"$judge" deceiver "/proc/$host/ns/net" "$@"
