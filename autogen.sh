#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# autogen.sh         makes ./configure (from a checkout)
# autogen.sh demo    installs what is missing, builds in ./build, shows the main job
# autogen.sh check   the same, with what only the tests need, and runs all tests
#
# Something is installed only if it is missing, with apt-get, as root or by sudo.
# Where that cannot be, the missing things are named with their Debian packages; a
# program that only some tests use (the last group) is not insisted on.
set -eu
cd "$(dirname "$0")"

# KIND:NAME → Debian package.  A library is asked of pkg-config by its name, a
# command and a header of the compiler's are looked for.
needs='
command:autoconf        autoconf
command:automake        automake
command:make            make
command:cc              gcc
command:pkg-config      pkg-config
header:stdio.h          libc6-dev
library:glib-2.0        libglib2.0-dev
library:gmime-3.0       libgmime-3.0-dev
library:libpcap         libpcap-dev
library:ncursesw        libncurses-dev
library:libcrypto       libssl-dev
library:libmagic        libmagic-dev
library:libpsl          libpsl-dev
library:libcares        libc-ares-dev
library:icu-i18n        libicu-dev
library:zlib            zlib1g-dev
library:libzstd         libzstd-dev
library:liblzma         liblzma-dev
'
check_needs='
command:msgfmt          gettext
library:cmocka          libcmocka-dev
library:yaml-0.1        libyaml-dev
'
likes='
command:msgfmt          gettext
'
check_likes='
command:tmux            tmux
command:mutt            mutt
command:tshark          tshark
'

say ()
{
  printf 'autogen.sh: %s\n' "$*" >&2
}

# present KIND:NAME
present ()
{
  case $1 in
    command:*) command -v "${1#*:}" >/dev/null 2>&1 ;;
    library:*) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "${1#*:}" ;;
    header:*) command -v cc >/dev/null 2>&1 && echo "#include <${1#*:}>" | cc -E - >/dev/null 2>&1 ;;
  esac
}

# missing TABLE: the rows of it that are not there.
missing ()
{
  printf '%s' "$1" | while read -r what package
  do
    [ -z "$what" ] || present "$what" || printf '%s %s\n' "$what" "$package"
  done
}

# name_rows ROWS: in words.
name_rows ()
{
  printf '%s\n' "$1" | while read -r what package
  do
    say "  ${what%%:*} ${what#*:} (Debian package $package)"
  done
}

as_root ()
{
  if [ "$(id -u)" -eq 0 ]
  then
    env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

can_install ()
{
  if ! command -v apt-get >/dev/null 2>&1
  then
    say 'apt-get is not here, so nothing can be installed'
    return 1
  fi
  if [ "$(id -u)" -ne 0 ] && ! sudo -n true >/dev/null 2>&1
  then
    say 'to install them takes root, or sudo that asks for no password'
    return 1
  fi
}

# install ROWS: true if apt-get did it.
install ()
{
  can_install || return 1
  packages=$(printf '%s\n' "$1" | while read -r what package; do printf '%s ' "$package"; done)
  say "installing: $packages"
  as_root apt-get -q update >&2 || say 'apt-get update failed; trying with the lists that are here'
  # shellcheck disable=SC2086 # a list of words
  as_root apt-get -q -y --no-install-recommends install $packages >&2
}

# Ends the script if a need stays unmet; likes are tried and then let go.
prepare ()
{
  absent=$(missing "$1")
  if [ -n "$absent" ]
  then
    say 'missing:'
    name_rows "$absent"
    install "$absent" || say 'the installation failed'
    absent=$(missing "$1")
    if [ -n "$absent" ]
    then
      say 'cannot go on without:'
      name_rows "$absent"
      exit 1
    fi
  fi
  absent=$(missing "$2")
  if [ -n "$absent" ]
  then
    say 'useful, and missing:'
    name_rows "$absent"
    install "$absent" || say 'not installed; what needs them is left out'
  fi
}

make_configure ()
{
  autoreconf -i
}

# build demo|check
build ()
{
  # An old configure is made anew by the Makefile's own rules.
  [ -x configure ] || make_configure
  mkdir -p build
  # A build made for the demo may know nothing of what the tests need.
  if [ ! -f build/Makefile ] || { [ "$1" = check ] && ! grep -q '^CMOCKA_LIBS = .*cmocka' build/Makefile; }
  then
    (cd build && ../configure)
  fi
  make -C build -j"$(nproc)"
}

# show SAMPLE SENTENCE...
show ()
{
  sample=$1
  shift
  printf '\n%s\n$ smtplens --text %s\n\n' "$*" "$sample"
  build/smtplens --text "$sample"
}

demo ()
{
  prepare "$needs" "$likes"
  build demo >&2
  show samples/01-typed-by-hand.pcap 'A mail that somebody typed to a server by hand, as every octet of it went over the wire:'
  show samples/02-submission-cleartext-auth.pcap 'A mail program that logs in without encryption: who could read the mail, and the password?'
  show samples/17-forged-and-proven.pcap 'The same sender, honest once and forged three times: what the DNS answers in the capture prove.'
  printf '\nLessons step through these and twenty more: build/smtplens --tour 01 (build/smtplens --tour list names all)\n'
}

check ()
{
  prepare "$needs$check_needs" "$check_likes"
  build check
  status=0
  make -C build -j"$(nproc)" check || status=$?
  tests/support/count-results.sh build
  return "$status"
}

case ${1:-} in
  '')
    make_configure
    echo 'Now: mkdir -p build && cd build && ../configure && make && make check'
    ;;
  demo) demo ;;
  check) check ;;
  *)
    say "unknown word '$1'; usage: ./autogen.sh [demo|check]"
    exit 2
    ;;
esac
