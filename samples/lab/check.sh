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

# count FILE FILTER: how many packets match.
count ()
{
  tshark -r "$1" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -Y "$2" 2>/dev/null | wc -l
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
  (($(stat -c %s "$f") < 60000)) || complain "$f" "larger than 60 kB"
  # A very short host name proves nothing: "vm" may be a word of a mail.
  host=$(hostname)
  ((${#host} < 4)) || ! grep -aqwF -e "$host" "$f" || complain "$f" "names this machine"
  ! grep -aqE '(root@|/home/|/work|/tmp|/root|smtplens-lab)' "$f" || complain "$f" "names a path or root"
  printf '%-38s %3d packets, %d connections\n' "$f" "$(count "$f" frame)" "$syn"
done
exit "$bad"
