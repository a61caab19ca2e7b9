#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check.sh [CAPTURE...]: look at each sample, or at these, with tshark, a program not
# ours: is it whole?  Every connection has its handshake and its end, no octet is missing or sent twice,
# all checksums are right, and nothing tells of the machine it was made on.

set -euo pipefail
cd "${LAB_OUTPUT:-$(dirname "$0")/..}"
command -v tshark >/dev/null || { echo "missing; try: apt-get install tshark" >&2; exit 1; }

bad=0
complain ()
{
  echo "$1: $2"
  bad=1
}

# key_options FILE: into the array `key` what tshark needs where the key of a wireless network
# lies beside the capture (SSID:PASSPHRASE).
key_options ()
{
  local beside=${1%.pcap}.wifi-key
  key=()
  [[ ! -e $beside ]] ||
    key=(-o wlan.enable_decryption:TRUE -o "uat:80211_keys:\"wpa-pwd\",\"$(sed 's/^\([^:]*\):\(.*\)$/\2:\1/' "$beside")\"")
}

# count FILE FILTER: how many packets match.
count ()
{
  key_options "$1"
  tshark -r "$1" "${key[@]}" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -Y "$2" 2>/dev/null | wc -l
}

# streams FILE [OPTION...]: the octets of its first connection.
streams ()
{
  tshark -r "$1" "${@:2}" -q -z follow,tcp,raw,0 2>/dev/null | grep -E '^[[:space:]]*[0-9a-f]+$'
}

# check_key FILE: aircrack-ng finds the passphrase in the handshake, among others, and
# airdecap-ng opens the frames to the same octets as tshark does.
check_key ()
{
  local ssid passphrase work
  [[ -e ${1%.pcap}.wifi-key ]] || return 0
  command -v aircrack-ng >/dev/null || { echo "missing; try: apt-get install aircrack-ng" >&2; exit 1; }
  IFS=: read -r ssid passphrase <"${1%.pcap}.wifi-key"
  work=$(mktemp -d)
  printf '%s\n' 12345678 password "${passphrase}x" "$passphrase" "x$passphrase" >"$work/words"
  aircrack-ng -q -e "$ssid" -w "$work/words" "$1" >"$work/aircrack" 2>&1 </dev/null || true
  grep -qF "KEY FOUND! [ $passphrase ]" "$work/aircrack" || complain "$1" "aircrack-ng does not find the passphrase"
  cp "$1" "$work/sample.pcap"
  airdecap-ng -e "$ssid" -p "$passphrase" "$work/sample.pcap" >"$work/airdecap" 2>&1 || true
  key_options "$1"
  streams "$1" "${key[@]}" >"$work/by-tshark"
  streams "$work/sample-dec.pcap" >"$work/by-airdecap"
  if [[ ! -s $work/by-tshark ]] || ! cmp -s "$work/by-tshark" "$work/by-airdecap"
  then
    complain "$1" "tshark and airdecap-ng read different octets"
  fi
  [[ -z $(streams "$1") ]] || complain "$1" "readable without the key"
  rm -r "$work"
}

(($# > 0)) || set -- [0-9]*.pcap
for f in "$@"
do
  syn=$(count "$f" 'tcp.flags.syn == 1 and tcp.flags.ack == 0')
  synack=$(count "$f" 'tcp.flags.syn == 1 and tcp.flags.ack == 1')
  fin=$(count "$f" 'tcp.flags.fin == 1')
  ((syn > 0 && syn == synack && fin == 2 * syn)) ||
    complain "$f" "$syn SYN, $synack SYN ACK, $fin FIN"
  (($(count "$f" 'tcp.analysis.flags and not tcp.analysis.window_update') == 0)) ||
    complain "$f" "lost, repeated or disordered segments"
  (($(count "$f" 'tcp.flags.reset == 1') == 0)) || complain "$f" "a connection was reset"
  (($(count "$f" 'tcp and not tcp.checksum.status == "Good"') == 0)) || complain "$f" "wrong TCP checksum"
  (($(count "$f" 'ip and not ip.checksum.status == "Good"') == 0)) || complain "$f" "wrong IP checksum"
  (($(count "$f" 'frame.len > 1518') == 0)) || complain "$f" "frames larger than any on a cable"
  (($(count "$f" 'frame.cap_len < frame.len') == 0)) || complain "$f" "packets cut short"
  check_key "$f"
  (($(stat -c %s "$f") < 60000)) || complain "$f" "larger than 60 kB"
  # A very short host name proves nothing: "vm" may be a word of a mail.
  host=$(hostname)
  ((${#host} < 4)) || ! grep -aqwF -e "$host" "$f" || complain "$f" "names this machine"
  ! grep -aqE '(root@|/home/|/work|/tmp|/root|smtplens-lab)' "$f" || complain "$f" "names a path or root"
  printf '%-38s %3d packets, %d connections\n' "$f" "$(count "$f" frame)" "$syn"
done
exit "$bad"
