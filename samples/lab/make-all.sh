#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make-all.sh [NUMBER...]: make every sample anew, or those of these numbers, look at
# each of them, and write SHA256SUMS and MAILS.tsv.  Run as root, on Debian 12 or a
# relative of it, with these packages installed:
#
#   apt-get install aircrack-ng apt coreutils cpio ethtool gnupg gsasl hostapd iproute2 iw \
#     libauthen-ntlm-perl libauthen-sasl-perl libdigest-hmac-perl netcat-openbsd openssl \
#     python3 qemu-system-x86 swaks tcpdump tshark util-linux wpasupplicant
#
# Postfix, OpenSMTPD, Exim, Dovecot, Cyrus SASL, NSD, OpenDKIM, OpenDMARC, mlmmj, PostSRSd
# and the rest are downloaded, not installed.

set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export LAB_OUTPUT=${LAB_OUTPUT:-$(dirname "$here")}

# The packages are fetched once for all scripts.
if [[ -z ${LAB_PACKAGES-} ]]
then
  LAB_PACKAGES=$(mktemp -d -t smtplens-packages.XXXXXXXX)
  trap 'rm -rf "$LAB_PACKAGES"' EXIT
fi
export LAB_PACKAGES

(($# > 0)) || set -- 0 1 2 3 4 5 6 7 8 9
captures=()
for number in "$@"
do
  for script in "$here/$number"*.sh
  do
    "$script"
    captures+=("$(basename "$script" .sh).pcap")
  done
done
"$here/check.sh" "${captures[@]}"
cd "$LAB_OUTPUT"
shopt -s nullglob
sha256sum -- [0-9]*.pcap [0-9]*.keys [0-9]*.wifi-key >SHA256SUMS
"$here/mails.py" [0-9]*.pcap >MAILS.tsv
