# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The laboratory in which the samples are made: a switch, some hosts with real
# mail servers and clients on it, and tcpdump on the switch.
#
# Everything lives inside namespaces of the kernel.  lab_begin starts the
# calling script a second time in network, mount, PID and UTS namespaces of
# its own; each host is one more set of them.  The network they see has no way
# out.  When the script ends, however it ends, the kernel ends each process of
# the lab and removes every interface and mount; the first run of the script
# then removes its temporary directory.
#
# No mail server is installed.  Debian's packages (which exclude one another)
# are downloaded and unpacked below the temporary directory, and laid over /usr
# and /etc for the one host that needs them.  /var, /run and /srv of a host are
# empty memory, so that no spool, queue or configuration of the machine is seen.
#
# A sample's script:
#     . "$(dirname "$0")/lab.sh"
#     lab_begin postfix                  # packages to unpack (a+b: for one host); below: inside
#     lab_host client pc.example 192.0.2.10/24
#     lab_host mail mail.example 192.0.2.25/24 postfix
#     ...configure and start the server, wait_port mail 25...
#     capture_start 01-some-name
#     on client swaks ...
#     capture_stop                       # the capture is now beside lab/
#
# It does not: run without root, change anything outside its directory and the
# one capture it makes, or give the same bytes twice (times, ports and
# sequence numbers are real).

set -euo pipefail
umask 022
PATH=$PATH:/usr/sbin:/sbin

LAB_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_SAMPLES=${LAB_OUTPUT:-$(dirname "$LAB_HERE")}
declare -A LAB_PID=()
LAB_HOSTS=0

die ()
{
  echo "${0##*/}: $*" >&2
  exit 1
}

# wait_until SECONDS WHAT COMMAND...: run COMMAND until it succeeds.
wait_until ()
{
  local left=$(($1 * 20)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1
  do
    ((left-- > 0)) || die "waited in vain: $what"
    sleep 0.05
  done
}

# lab_logs STATUS: after a failure, what the servers had to say.
lab_logs ()
{
  (($1 != 0)) || return 0
  find "$LAB_DIR/state" \( -name '*.log' -o -name mainlog -o -name paniclog \) -size +0 \
    -exec tail -n 20 {} + >&2
}

# ---------------------------------------------------------------- the outside

# lab_need PACKAGE:COMMAND...: say at once which packages are missing.  A name
# with two colons, such as Digest::HMAC, is a module of Perl.
lab_need ()
{
  local pair missing=()
  for pair in "$@"
  do
    case ${pair#*:} in
      *::*) perl -M"${pair#*:}" -e 1 2>/dev/null || missing+=("${pair%%:*}") ;;
      *) command -v "${pair#*:}" >/dev/null || missing+=("${pair%%:*}") ;;
    esac
  done
  ((${#missing[@]} == 0)) || die "missing; try: apt-get install ${missing[*]}"
}

# lab_unpack PACKAGE[+PACKAGE...]: these packages and those they need that are not
# installed, into one tree of that name.  Nothing of them is run or configured.
lab_unpack ()
{
  local packages=$1 root=$LAB_PACKAGES/$1 deb top
  [[ ! -e $root.complete ]] || return 0
  mkdir -p "$root.debs/partial" "$root"
  # shellcheck disable=SC2086 # the names become words
  apt-get install --download-only --reinstall --no-install-recommends --yes -qq \
    -o Dir::Cache::archives="$root.debs" \
    -o APT::Sandbox::User=root -o Debug::NoLocking=yes ${packages//+/ } >"$root.log" 2>&1 ||
    { cat "$root.log" >&2; die "cannot download $packages; try: apt-get update"; }
  for deb in "$root.debs"/*.deb
  do
    dpkg -x "$deb" "$root"
  done
  for top in bin sbin lib
  do
    [[ -d $root/$top && ! -L $root/$top ]] || continue
    mkdir -p "$root/usr/$top"
    cp -a "$root/$top/." "$root/usr/$top/"
  done
  mkdir -p "$root/usr" "$root/etc" "$root/var"
  touch "$root.complete"
}

# lab_begin PACKAGES...: from the next line on, the script is inside the lab.
lab_begin ()
{
  local packages child status=0
  if [[ -n ${LAB_INSIDE-} ]]
  then
    trap 'exit 130' INT TERM
    trap 'lab_logs $?' EXIT
    mount -t tmpfs -o size=512m,mode=755 lab "$LAB_DIR/state"
    : >"$LAB_DIR/state/hosts"
    lab_switch
    return
  fi

  ((EUID == 0)) || die "namespaces need root"
  lab_need util-linux:unshare iproute2:ip ethtool:ethtool tcpdump:tcpdump netcat-openbsd:nc swaks:swaks \
    openssl:openssl apt:apt-get
  LAB_DIR=$(mktemp -d -t smtplens-lab.XXXXXXXX)
  trap 'rm -rf --one-file-system "$LAB_DIR"' EXIT
  mkdir "$LAB_DIR/state"
  export LAB_DIR LAB_PACKAGES=${LAB_PACKAGES:-$LAB_DIR/packages}
  mkdir -p "$LAB_PACKAGES"
  for packages in "$@"
  do
    lab_unpack "$packages"
  done

  # Should this shell be killed, so is unshare, and with it the whole lab.
  LAB_INSIDE=yes TZ=JST-9 LC_ALL=C setpriv --pdeathsig KILL \
    unshare --mount --net --uts --ipc --pid --fork --kill-child --mount-proc bash "$0" &
  child=$!
  trap 'kill -KILL "$child" 2>/dev/null' INT TERM HUP
  wait "$child" || status=$?
  exit "$status"
}

# ---------------------------------------------------------------- the network

# Checksums and segment sizes shall be what a real cable would carry.
no_offload ()
{
  ethtool -K "$1" rx off tx off tso off gso off gro off >/dev/null
}

lab_switch ()
{
  ip link set lo up
  echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
  ip link add switch0 type bridge mcast_snooping 0
  no_offload switch0
  ip link set switch0 up
}

# The life of one host: its directories, its names, then sleep.  Runs in the
# host's own namespaces, called by lab_host.
host_live ()
{
  local fqdn=$1 package=$2 state=$3 below=""
  mkdir -p "$state"/{etc,etc.work,usr,usr.work,var}
  [[ -z $package ]] || below=$LAB_PACKAGES/$package
  mount -t overlay -o "lowerdir=${below:+$below/etc:}/etc,upperdir=$state/etc,workdir=$state/etc.work" etc /etc
  mount -t overlay -o "lowerdir=${below:+$below/usr:}/usr,upperdir=$state/usr,workdir=$state/usr.work" usr /usr
  mkdir -p "$state"/var/{lib,log,mail,run,spool,tmp,empty}
  [[ -z $below ]] || cp -a "$below/var/." "$state/var/"
  mount --bind "$state/var" /var
  mount -t tmpfs -o mode=755 run /run
  mount -t tmpfs -o mode=755 srv /srv
  rm -f /etc/resolv.conf /etc/hosts /etc/nsswitch.conf /etc/localtime /etc/timezone
  echo 'lookup file' >/etc/resolv.conf
  echo 'hosts: files' >/etc/nsswitch.conf
  echo "$fqdn" | tee /etc/hostname >/etc/mailname
  : >/etc/hosts
  mount --bind "$LAB_DIR/state/hosts" /etc/hosts
  hostname "$fqdn"
  ip link set lo up
  : >"$state/ready"
  exec sleep infinity
}

# lab_host NAME FQDN ADDRESS/LENGTH [PACKAGES]: a host on the switch.  PACKAGES,
# unpacked by lab_begin under that name, are there as if they were installed.  A documentation MAC
# address (RFC 7042) each, counted in the order of the calls.
lab_host ()
{
  local name=$1 fqdn=$2 address=$3 package=${4-} state=$LAB_DIR/state/$1 mac
  LAB_HOSTS=$((LAB_HOSTS + 1))
  mac=$(printf '00:00:5e:00:53:%02x' "$LAB_HOSTS")
  mkdir "$state"
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare --mount --net --uts -- bash -c '. "$1"; shift; host_live "$@"' \
    host "$LAB_HERE/lab.sh" "$fqdn" "$package" "$state" </dev/null &
  LAB_PID[$name]=$!
  wait_until 10 "host $name" test -e "$state/ready"
  echo "${address%/*} $fqdn" >>"$LAB_DIR/state/hosts"

  ip link add "$name" type veth peer name eth0 netns "${LAB_PID[$name]}"
  no_offload "$name"
  ip link set "$name" master switch0 up
  on "$name" ethtool -K eth0 rx off tx off tso off gso off gro off >/dev/null
  on "$name" ip link set eth0 address "$mac"
  if [[ $address == *:* ]]
  then
    on "$name" ip -6 addr add "$address" dev eth0 nodad
  else
    on "$name" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
    on "$name" ip addr add "$address" dev eth0
  fi
  on "$name" ip link set eth0 up
}

# one_cable: from now on every host takes every address for a neighbour on the cable,
# so that hosts of different networks need no router between them.
one_cable ()
{
  local name
  for name in "${!LAB_PID[@]}"
  do
    on "$name" ip route replace default dev eth0
  done
}

# on HOST COMMAND...: run COMMAND there, as root of that host.
on ()
{
  local pid=${LAB_PID[$1]}
  shift
  nsenter --target "$pid" --mount --net --uts --wd=/ -- "$@"
}

# write_on HOST FILE [MODE]: standard input becomes FILE there.
write_on ()
{
  # shellcheck disable=SC2016 # expanded by the inner shell
  on "$1" sh -c 'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1"' write_on "$2" "${3-644}"
}

# add_user HOST NAME ID HOME: a user and a group of that name.
add_user ()
{
  # shellcheck disable=SC2016 # expanded by the inner shell
  on "$1" sh -c '
    grep -q "^$1:" /etc/group  || echo "$1:x:$2:" >>/etc/group
    grep -q "^$1:" /etc/passwd || echo "$1:x:$2:$2::$3:/usr/sbin/nologin" >>/etc/passwd' \
    add_user "$2" "$3" "$4"
}

wait_port ()
{
  wait_until 20 "port $2 of $1" on "$1" sh -c "ss -Hltn 'sport = :$2' | grep -q ."
}

# wait_mail HOST DIR COUNT: until the Maildir has at least COUNT mails.
wait_mail ()
{
  # shellcheck disable=SC2016 # expanded by the inner shell
  wait_until 30 "mail in $2 of $1" on "$1" sh -c 'test "$(find "$1" -path "*/new/*" -type f | wc -l)" -ge "$2"' \
    wait_mail "$2" "$3"
}

# ---------------------------------------------------------------- a dialogue

# dial COMMAND...: start a program whose input and output are a connection.
dial ()
{
  local to_line from_line
  mkfifo "$LAB_DIR/state/said" "$LAB_DIR/state/heard"
  "$@" <"$LAB_DIR/state/said" >"$LAB_DIR/state/heard" 2>/dev/null &
  exec {to_line}>"$LAB_DIR/state/said" {from_line}<"$LAB_DIR/state/heard"
  rm "$LAB_DIR/state/said" "$LAB_DIR/state/heard"
  LAB_LINE=($! "$to_line" "$from_line")
}

# say PAUSE LINE: the line, all at once, after the time it takes to type.
say ()
{
  sleep "$1"
  printf '%s\r\n' "$2" >&"${LAB_LINE[1]}"
}

# hear CODE: the server's answer, all its lines, read before going on.
hear ()
{
  local line
  while IFS= read -r -t 20 line <&"${LAB_LINE[2]}" || die "the server said nothing"
  do
    [[ $line == "$1"[-\ ]* ]] || die "expected $1, heard: $line"
    [[ $line == "$1-"* ]] || break
  done
}

# hang_up: nothing more to say.
hang_up ()
{
  local to_line=${LAB_LINE[1]} from_line=${LAB_LINE[2]}
  exec {to_line}>&- {from_line}<&-
  wait "${LAB_LINE[0]}" || true
}

# ---------------------------------------------------------------- the capture

# capture_start NAME [INTERFACE [FILTER...]]: whole packets, from now on.
capture_start ()
{
  LAB_NAME=$1
  LAB_CAPTURE=$LAB_DIR/state/$1.pcap
  tcpdump -i "${2-switch0}" -s 0 -U --immediate-mode -Z root -w "$LAB_CAPTURE" "${@:3}" \
    2>"$LAB_DIR/state/tcpdump.log" &
  LAB_TCPDUMP=$!
  wait_until 10 "tcpdump" grep -q 'listening on' "$LAB_DIR/state/tcpdump.log"
}

# no_connections: whether none is left between hosts (a server may keep one to itself).
no_connections ()
{
  local name
  for name in "${!LAB_PID[@]}"
  do
    [[ -z $(on "$name" ss -Htn state connected exclude time-wait 'not dst 127.0.0.0/8') ]] || return 1
  done
}

# capture_stop: when every connection is closed and nothing more arrives, end
# the capture and put it into the samples' directory.
capture_stop ()
{
  local size last=-1
  wait_until 30 "the end of all connections" no_connections
  while size=$(stat -c %s "$LAB_CAPTURE"); ((size != last))
  do
    last=$size
    sleep 0.4
  done
  kill -INT "$LAB_TCPDUMP"
  wait "$LAB_TCPDUMP" || true
  grep -q '^0 packets dropped by kernel' "$LAB_DIR/state/tcpdump.log" || die "tcpdump lost packets"
  cp "$LAB_CAPTURE" "$LAB_SAMPLES/$LAB_NAME.pcap.new"
  mv "$LAB_SAMPLES/$LAB_NAME.pcap.new" "$LAB_SAMPLES/$LAB_NAME.pcap"
  echo "$LAB_NAME.pcap: $(grep 'packets captured' "$LAB_DIR/state/tcpdump.log"), $size octets"
}

# keep HOST FILE ENDING: a file of HOST beside the capture of that name.
keep ()
{
  on "$1" cat "$2" >"$LAB_SAMPLES/$LAB_NAME.$3.new"
  mv "$LAB_SAMPLES/$LAB_NAME.$3.new" "$LAB_SAMPLES/$LAB_NAME.$3"
}
