#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 23-wifi-passphrase: the laptop and the mail of sample 22, in the café next door, whose
# network has a passphrase (WPA2-Personal, CCMP): it hangs on the wall for every guest, and
# is in 23-wifi-passphrase.wifi-key.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
. "$(dirname "$0")/radio.sh"
. "$(dirname "$0")/cafe.sh"
radio_begin exim4-daemon-light
lab_begin exim4-daemon-light

cafe_hosts
access_point cafe <<'END'
ssid=Cafe Momiji
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=aki-no-koyo
END
radio_listen

capture_start 23-wifi-passphrase listen0
station client <<'END'
network={
  ssid="Cafe Momiji"
  psk="aki-no-koyo"
}
END
cafe_mail
station_leaves client
capture_stop
echo 'Cafe Momiji:aki-no-koyo' >"$LAB_SAMPLES/23-wifi-passphrase.wifi-key"

wait_mail smtp /var/mail/lab/sent 1
