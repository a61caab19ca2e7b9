# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# told.sh: how scripts of tests tell what holds and what does not; read by them with `.`.
#
# Sets failed, the status that the script ends with.

failed=0

# told NAME STATUS: one line a case, counted by count-results.sh.
told ()
{
  if [ "$2" -eq 0 ]
  then
    echo "ok - $1"
  else
    echo "not ok - $1"
    export failed=1
  fi
}
