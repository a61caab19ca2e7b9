#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 22-wifi-open: a laptop in a café, whose wireless network is open, hands in one mail with
# its password to Exim, which is behind the access point's cable.  Captured by a third radio
# in monitor mode: who sits at the next table sees this.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
. "$(dirname "$0")/radio.sh"
. "$(dirname "$0")/cafe.sh"
radio_begin exim4-daemon-light
lab_begin exim4-daemon-light

cafe_hosts
access_point cafe <<'END'
ssid2=P"カフェ・さくら"
utf8_ssid=1
END
radio_listen

capture_start 22-wifi-open listen0
station client <<'END'
network={
  ssid="カフェ・さくら"
  key_mgmt=NONE
}
END
cafe_mail
station_leaves client
capture_stop

wait_mail smtp /var/mail/lab/sent 1
