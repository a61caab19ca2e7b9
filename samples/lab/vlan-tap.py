#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An 802.1Q interface for a kernel without one: vlan-tap.py ID

Makes a TAP interface eth0.ID.  A frame sent through it leaves by eth0 with a
tag of that VLAN; a frame that reaches eth0 with that tag arrives there without
it.  The kernel hands the tag of a received frame over beside the frame
(packet(7), PACKET_AUXDATA), or, where it did not take it off, within it.
It does not: set priorities, or touch frames of other VLANs.
"""

import fcntl
import os
import select
import socket
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TAP_NO_PI = 0x0002 | 0x1000
SOL_PACKET, PACKET_AUXDATA = 263, 8
ETH_P_ALL, TPID = 0x0003, b"\x81\x00"
AUXDATA = struct.Struct("IIIHHHH")
VLAN_VALID = 0x10

vlan = int(sys.argv[1])
name = f"eth0.{vlan}"

cable = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
cable.bind(("eth0", ETH_P_ALL))
cable.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
tap = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP_NO_PI))


def untagged(frame, beside):
    """The frame without its tag, or None if it is not of this VLAN."""
    if beside is not None:
        return frame if beside & 0xFFF == vlan else None
    if frame[12:14] == TPID and struct.unpack("!H", frame[14:16])[0] & 0xFFF == vlan:
        return frame[:12] + frame[16:]
    return None


while True:
    for ready in select.select([cable, tap], [], [])[0]:
        if ready is tap:
            frame = os.read(tap, 65536)
            cable.send(frame[:12] + TPID + struct.pack("!H", vlan) + frame[12:])
            continue
        frame, extra, _, sender = cable.recvmsg(65536, 256)
        if sender[2] == socket.PACKET_OUTGOING:
            continue
        beside = None
        for level, kind, octets in extra:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, _, _, _, _, tci, _ = AUXDATA.unpack(octets[: AUXDATA.size])
                beside = tci if status & VLAN_VALID else None
        frame = untagged(frame, beside)
        if frame is not None:
            os.write(tap, frame)
