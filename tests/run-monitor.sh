#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Live capture of Wi-Fi: a TUN device of link type 803 (radiotap), which libpcap takes for a
# radio in monitor mode, gets the frames of samples 22 and 23 while smtplens listens; it has to
# tell the mail that samples/MAILS.tsv knows.  And -I where there is no monitor mode: one line.
# It does not: try a driver of a real radio, nor put one into monitor mode.
set -u
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}

skip ()
{
  echo "ok - mail from a device in monitor mode # SKIP $1"
  exit 77
}

if [ -z "${MONITOR_INSIDE:-}" ]
then
  for command in ip unshare python3
  do
    command -v "$command" >/dev/null || skip "$command is not installed"
  done
  [ -w /dev/net/tun ] || skip '/dev/net/tun is not there, or not for this user'
  rights=(--net)
  [ "$(id -u)" -eq 0 ] || rights+=(--user --map-root-user)
  unshare "${rights[@]}" true 2>/dev/null || skip 'network namespaces cannot be made'
  MONITOR_INSIDE=1 SMTPLENS=$(realpath "$program") srcdir=$top exec unshare "${rights[@]}" "$0" "$@"
fi

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"
# The kernel shall send nothing of its own accord.
echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6 2>/dev/null
ip link set lo up

# on_air CAPTURE OPTION...: smtplens listens on a radio that hears the frames of the capture.
on_air ()
{
  python3 - "$@" <<'END'
import fcntl, os, struct, subprocess, sys, time

TUNSETIFF, TUNSETLINK, IFF_TUN, RADIOTAP = 0x400454CA, 0x400454CD, 0x0001, 803

capture, *options = sys.argv[1:]
tun = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"monitor0", IFF_TUN))
fcntl.ioctl(tun, TUNSETLINK, RADIOTAP)
subprocess.run(("ip", "link", "set", "monitor0", "up"), check=True)

octets = open(capture, "rb").read()
assert octets[:4] == b"\xd4\xc3\xb2\xa1", "a pcap file of this byte order"
frames, at = [], 24
while at < len(octets):
    length = struct.unpack_from("<I", octets, at + 8)[0]
    frames.append(octets[at + 16 : at + 16 + length])
    at += 16 + length

program = subprocess.Popen((os.environ["SMTPLENS"], "-i", "monitor0", "-c", str(len(frames)), "--json", *options))
for _ in range(100):
    if len(open("/proc/net/packet").readlines()) > 1:
        break
    time.sleep(0.1)
for frame in frames:
    # Four octets of the device's own come before: no flags, and a protocol that nobody wants.
    os.write(tun, struct.pack("!HH", 0, 0x0019) + frame)
    time.sleep(0.001)
try:
    sys.exit(program.wait(20))
except subprocess.TimeoutExpired:
    program.kill()
    sys.exit("smtplens did not get all frames")
END
}

# hears NAME KEY-OPTION...: the mail of the sample, and its network.
hears ()
{
  local name=$1 octets digest
  shift
  IFS=$'\t' read -r octets digest < <(awk -F '\t' -v file="$name.pcap" '$1 == file { print $4 "\t" $5 }' "$top/samples/MAILS.tsv")
  on_air "$top/samples/$name.pcap" "$@" >"$work/json" 2>"$work/told"
  told "$name on a device in monitor mode: status 0" $?
  [ -n "$digest" ] && grep -q "\"size\":$octets,\"sha256\":\"$digest\",\"state\":\"complete\"" "$work/json"
  told "$name on a device in monitor mode: the mail" $?
  [ "${1:-}" != -I ] || shift
  "$program" --json "$@" "$top/samples/$name.pcap" >"$work/file"
  [ -s "$work/file" ] && cmp <(grep -o '"wifi":{[^}]*}' "$work/file" | head -n 1) \
    <(grep -o '"wifi":{[^}]*}' "$work/json" | head -n 1)
  told "$name on a device in monitor mode: the network, as in the file" $?
  [ "$failed" -eq 0 ] || { cat "$work/told" "$work/json"; }
}

hears 22-wifi-open
# -I asks for the mode that it is in already.
hears 23-wifi-passphrase -I --wifi-key "$(<"$top/samples/23-wifi-passphrase.wifi-key")"
on_air "$top/samples/23-wifi-passphrase.pcap" >"$work/json" 2>"$work/told"
grep -q 'Wi-Fi Cafe Momiji (00:00:5e:00:53:a0): 27 of 27 protected frames were not read: no key was given' "$work/told"
told '23-wifi-passphrase without its key: told' $?

"$program" -I -i lo >"$work/out" 2>"$work/told"
status=$?
[ "$status" -eq 5 ] && [ "$(cat "$work/told")" = \
  'smtplens: lo: libpcap cannot put this interface into monitor mode; for a radio, iw dev lo set type monitor may' ] && [ ! -s "$work/out" ]
told '-I on a device without monitor mode: status 5 and one line' $?
"$program" -I -i none0 >"$work/out" 2>"$work/told"
status=$?
[ "$status" -eq 5 ] && [ "$(wc -l <"$work/told")" -eq 1 ] && grep -q 'none0: no such interface' "$work/told"
told '-I on no device: status 5 and one line' $?
exit "$failed"
