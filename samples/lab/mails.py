#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mails in the samples, by other means than smtplens: mails.py FILE...

Writes one line a mail: file, connection (tshark's tcp.stream), number of the
mail in it, octets, SHA-256, and the verb that carried it; the mail data as RFC
5321 section 4.5.2 hands them on, BDAT chunks joined (RFC 3030).  tshark puts
the streams together; what follows here is as simple as the samples allow.

It does not: look at replies (each DATA of the samples was answered by 354, and
each BDAT by 250), or know any other capture than these.
"""

import hashlib
import pathlib
import re
import subprocess
import sys


def tshark(name, *words):
    """What tshark says of a capture, the key of its Wi-Fi lying beside it or not."""
    beside = pathlib.Path(name).with_suffix(".wifi-key")
    if beside.exists():
        ssid, passphrase = beside.read_text().rstrip("\n").split(":", 1)
        words += ("-o", "wlan.enable_decryption:TRUE", "-o", f'uat:80211_keys:"wpa-pwd","{passphrase}:{ssid}"')
    return subprocess.run(("tshark", "-r", name, *words), check=True, capture_output=True, text=True).stdout


def client_octets(name, stream):
    """What the side that opened the connection sent."""
    lines = tshark(name, "-q", "-z", f"follow,tcp,raw,{stream}").splitlines()
    return b"".join(bytes.fromhex(line) for line in lines if re.fullmatch("[0-9a-f]+", line))


def mails(octets):
    """Each mail's verb and data, in order."""
    chunks = b""
    while octets:
        line, _, octets = octets.partition(b"\r\n")
        verb, *rest = line.upper().split() or [b""]
        if verb == b"STARTTLS":
            return
        if verb == b"DATA":
            data, _, octets = (b"\r\n" + octets).partition(b"\r\n.\r\n")
            yield "DATA", (data + b"\r\n").replace(b"\r\n.", b"\r\n")[2:]
        if verb == b"BDAT":
            size = int(rest[0])
            chunks, octets = chunks + octets[:size], octets[size:]
            if rest[1:] == [b"LAST"]:
                yield "BDAT", chunks
                chunks = b""


print("file", "connection", "mail", "octets", "sha256", "verb", sep="\t")
for name in sys.argv[1:]:
    streams = tshark(name, "-Y", "tcp", "-T", "fields", "-e", "tcp.stream").split()
    for stream in sorted(set(map(int, streams))):
        for number, (verb, data) in enumerate(mails(client_octets(name, stream)), 1):
            print(name, stream, number, len(data), hashlib.sha256(data).hexdigest(), verb, sep="\t")
