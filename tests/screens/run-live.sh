#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run-live.sh: the UI on a live capture, in a network of its own: sessions appear while they
# happen, on a screen that is resized and scrolled meanwhile, and what a hostile client says
# (escape sequences, right-to-left overrides, a subject of 10,000 characters) stays text.
# It does not try interfaces other than the loopback.
#
# SMTPLENS names the program (default ./smtplens).  Skips (77) without tmux, python3 or the
# right to make a network namespace.
set -u
export LC_ALL=C.UTF-8 TERM=xterm-256color
unset NO_COLOR TMUX COLUMNS LINES
unset HOME XDG_STATE_HOME
export XDG_CONFIG_HOME=/nonexistent XDG_CONFIG_DIRS=/nonexistent

top=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}

# shellcheck source=tests/screens/terminal.sh
. "$top/tests/screens/terminal.sh"

if [ -z "${LIVE_INSIDE:-}" ]
then
  for command in tmux ip unshare python3
  do
    command -v "$command" >/dev/null || skip "$command is not installed"
  done
  [ -x "$program" ] || skip "there is no program $program"
  rights=(--net)
  [ "$(id -u)" -eq 0 ] || rights+=(--user --map-root-user)
  unshare "${rights[@]}" true 2>/dev/null || skip 'network namespaces cannot be made'
  LIVE_INSIDE=1 SMTPLENS=$(realpath "$program") srcdir=$top unshare "${rights[@]}" "$0" "$@"
  exit
fi

ip link set lo up || skip 'the loopback of the namespace does not come up'

polls=600 # a busy machine takes its time

# A server that says yes to everything, and clients.
cat >"$work/talk.py" <<'END'
import socket, sys, threading, time

server = socket.create_server(("127.0.0.1", 2525), reuse_port=True)


def answer(peer):
    lines, data = peer.makefile("rb"), False
    peer.sendall(b"220 mx.example.org ESMTP\r\n")
    for line in lines:
        if data:
            if line == b".\r\n":
                data = False
                peer.sendall(b"250 2.0.0 Ok: queued\r\n")
        elif line.upper().startswith(b"DATA"):
            data = True
            peer.sendall(b"354 go on\r\n")
        elif line.upper().startswith(b"QUIT"):
            peer.sendall(b"221 bye\r\n")
            break
        else:
            peer.sendall(b"250 ok\r\n")
    peer.close()


def client(subject, sender=b"a@example.org"):
    peer = socket.create_connection(("127.0.0.1", 2525))
    lines = peer.makefile("rb")
    lines.readline()
    mail = b"From: " + sender + b"\r\nSubject: " + subject + b"\r\n\r\n" + subject + b"\r\n."
    for line in (b"EHLO \x1b]0;owned\x07", b"MAIL FROM:<a@example.org>", b"RCPT TO:<b@example.org>", b"DATA", mail, b"QUIT"):
        peer.sendall(line + b"\r\n")
        lines.readline()
    peer.close()


def serve():
    while True:
        answer(server.accept()[0])


threading.Thread(target=serve, daemon=True).start()
for line in sys.stdin.buffer:
    word, _, count = line.strip().partition(b" ")
    if word == b"escape":
        client(b"first \x1b[31mred\x1b[2J\x1b]52;c;b3duZWQ=\x07\x9b2J", b"\x1bPq@example.org")
    elif word == b"bidi":
        client("second \u202egnp.exe\u2066 \u05d0\u05d1 \u0627\u0644".encode())
    elif word == b"long":
        client(b"third " + b"\r\n ".join(b"x" * 900 for _ in range(11)) + b" last")
    elif word == b"many":
        for n in range(int(count)):
            client(b"number %d" % n)
            time.sleep(0.02)  # slower than a build that checks itself
END

mkfifo "$work/orders"
python3 "$work/talk.py" <"$work/orders" &
talker=$!
exec 7>"$work/orders"
order ()
{
  echo "$1" >&7
}

: >"$work/output"
start 80 24 'cat'
tm pipe-pane -O "cat >>$(printf '%q' "$work/output")"
tm respawn-pane -k "$(printf 'exec %q -B 32768 -i lo' "$program")"
sees 'listening, the list says that nothing came yet' 'No packet has come yet'
# The screen is there before the first packet may be lost.
for ((i = 0; i < polls; i++))
do
  [ "$(wc -l </proc/net/packet)" -gt 1 ] && break
  sleep 0.05
done
order escape
sees 'a session appears while the capture runs' '127.0.0.1'
sees 'an escape sequence in a subject is text' 'first \x1b'
order bidi
sees 'so is a right-to-left override' 'second \u{20'
order long
sees 'and a subject of 10,000 characters is cut' 'third xx'
tm capture-pane -p | grep -qF '…'
told 'with a sign that there is more' $?
! grep -qa $'\e]52;c;b3' "$work/output" && ! grep -qa $'\e]0;owned' "$work/output" && ! grep -qaF $'\eP' "$work/output"
told 'none of the sequences reached the terminal' $?
! tm capture-pane -p | grep -qP '[\x{202a}-\x{202e}\x{2066}-\x{2069}]'
told 'nor did a control of direction' $?

order 'many 120'
for ((n = 0; n < 20; n++))
do
  tm send-keys j j k G g Enter Tab q
  tm resize-window -x $((45 + n * 4)) -y $((10 + n))
done
tm resize-window -x 80 -y 24
tm send-keys Escape
sees 'sizes and keys while sessions come' '123 sessions'
sees 'it is still live' 'live'
tm send-keys G Enter
sees 'the last one opens' '[Dialogue]'
tm send-keys g
sees 'with its beginning' 'connection opened'
tm send-keys q
tm send-keys q
process=$(tm list-panes -F '#{pane_pid}' 2>/dev/null)
[ -z "$process" ] || gone "$process"
told 'q ends the capture' $?

start 80 24 "$(printf 'exec %q -B 32768 -i lo' "$program")"
sees 'once more' 'No packet has come yet'
process=$(tm list-panes -F '#{pane_pid}')
tm kill-server
gone "$process"
told 'a closed terminal ends a live capture within a second' $?
exec 7>&-
kill "$talker" 2>/dev/null
exit "$failed"
