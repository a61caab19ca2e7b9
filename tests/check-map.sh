#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check-map.sh: the tables in "The rooms" of docs/DESIGN.md name every file of the four rooms, and none that
# is not there.
set -u
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")/.." && pwd) || exit 1
cd "$here" || exit 1
failed=0

complain () {
  echo "check-map: $1"
  failed=1
}

# The names in the first column of each table; a room's heading goes before its table.
map=$(awk '
  /^## / { rooms = $0 == "## The rooms"; room = "" }
  rooms && /^### / { room = $2; sub (/\/.*/, "", room) }
  room != "" && /^\| `/ {
    split ($0, cells, "|")
    count = split (cells[2], parts, "`")
    for (i = 2; i <= count; i += 2)
      print room "/" parts[i]
  }' docs/DESIGN.md)
[ "$(wc -l <<<"$map")" -gt 300 ] || complain 'the tables of docs/DESIGN.md were not found'

# "name" stands for name.c and name.h; a name with an ending, which may have a star, for itself.
patterns=()
while read -r name
do
  case $name in
    *.c|*.h) patterns+=("$name") ;;
    *) patterns+=("$name.c" "$name.h") ;;
  esac
  # shellcheck disable=SC2086
  compgen -G "$name" >/dev/null || compgen -G "$name.[ch]" >/dev/null \
    || complain "docs/DESIGN.md names $name, which is not there"
done <<<"$map"

for file in src/*.[ch] dissect/*.[ch] report/*.[ch] ui/*.[ch]
do
  for pattern in "${patterns[@]}"
  do
    # shellcheck disable=SC2053
    [[ $file == $pattern ]] && continue 2
  done
  complain "docs/DESIGN.md does not name $file"
done
exit $failed
