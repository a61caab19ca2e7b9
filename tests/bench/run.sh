#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh SMTPLENS GENERATE MEASURE: the benchmark of "make bench".
#
#   BENCH_DIR        where the captures go (default: a temporary directory)
#   BENCH_KEEP=1     leave them there, and use those that are there
#   BENCH_WORKLOADS  some of: mixed other tiny huge syns
#   BENCH_SIZE       size of each capture, for a quick look (default: generate's own)
#   BENCH_RUNS       runs of which the median counts (default 3)
#   BENCH_SLICE      size of the captures given to tshark (default 64M)
#
# What is compared, and how it is kept fair, is told below the table.
set -euo pipefail
export LC_ALL=C

smtplens=$1
generate=$2
measure=$3
workloads=${BENCH_WORKLOADS:-mixed other tiny huge syns}
runs=${BENCH_RUNS:-3}
slice=${BENCH_SLICE:-64M}

if [ -n "${BENCH_DIR:-}" ]
then
  mkdir -p "$BENCH_DIR"
  directory=$BENCH_DIR
else
  directory=$(mktemp -d)
fi
scratch=$(mktemp -d "$directory/scratch.XXXXXX")

finish ()
{
  rm -rf "$scratch"
  [ -n "${BENCH_KEEP:-}" ] || rm -f "$directory"/bench-*.pcap "$directory"/bench-*.told
  [ -n "${BENCH_DIR:-}" ] || [ -n "${BENCH_KEEP:-}" ] || rm -rf "$directory"
}
trap finish EXIT

have ()
{
  command -v "$1" >/dev/null
}

# value NAME WORDS: of "NAME=VALUE" in a line of such words; nothing if it is not there.
value ()
{
  local word
  for word in $2
  do
    [ "${word%%=*}" != "$1" ] || printf '%s' "${word#*=}"
  done
}

# calculate FORMAT EXPRESSION
calculate ()
{
  awk "BEGIN { printf \"$1\", $2 }"
}

# capture NAME WORKLOAD [ARGUMENT...]: makes bench-NAME.pcap unless it is kept; sets
# file and told.
capture ()
{
  local name=$1 workload=$2
  shift 2
  file=$directory/bench-$name.pcap
  if [ ! -f "$directory/bench-$name.told" ]
  then
    "$generate" "$workload" "$file" "$@" >"$scratch/told"
    mv "$scratch/told" "$directory/bench-$name.told"
  fi
  told=$(cat "$directory/bench-$name.told")
  cat "$file" >/dev/null # so that all read it from memory
}

# cost COMMAND...: measures one run, or says what went wrong.
cost ()
{
  if ! "$measure" "$@" 2>"$scratch/stderr"
  then
    echo "$* failed:" >&2
    tail -n 5 "$scratch/stderr" >&2
    return 1
  fi
}

# median NAME: of that value in the lines of standard input.
median ()
{
  local line
  while read -r line
  do
    value "$1" "$line"
    echo
  done | sort -n | awk '{ all[NR] = $1 } END { print all[int ((NR + 1) / 2)] }'
}

most ()
{
  local line
  while read -r line
  do
    value "$1" "$line"
    echo
  done | sort -n | tail -n 1
}

# verify: what smtplens counted in $file against what was written into it.
verify ()
{
  local last sessions messages
  last=$("$smtplens" --json "$file" | tail -n 1)
  sessions=$(sed -n 's/.*"sessions":\([0-9]*\).*/\1/p' <<<"$last")
  messages=$(sed -n 's/.*"messages":\([0-9]*\).*/\1/p' <<<"$last")
  if [ "$sessions" = "$(value sessions "$told")" ] && [ "$messages" = "$(value mails "$told")" ]
  then
    counted='as sent'
  else
    counted="sessions ${sessions:-?}/$(value sessions "$told") mails ${messages:-?}/$(value mails "$told")"
  fi
}

# tshark_cost FILE ARGUMENT...: full dissection.  Without the preference it loses mails
# whose segments came out of order.
tshark_cost ()
{
  local capture=$1
  shift
  cost tshark -n -r "$capture" -o tcp.reassemble_out_of_order:TRUE "$@"
}
fields=(-Y smtp -T fields -e frame.number -e smtp.req.command -e smtp.response.code)
json=(-Y 'smtp || imf' -T json)

# shark_ratio ARGUMENT...: how many times faster we are for each octet of $sliced.
shark_ratio ()
{
  local shark
  shark=$(tshark_cost "$file" "$@")
  echo "$workload: tshark ${*: -1} on $((sliced / 1000000)) MB: $shark" >>"$scratch/detail"
  calculate %.0f "$speed / ($sliced / 1e6 / ($(value wall "$shark") - $shark_start))"
}

row ()
{
  printf '%-8s %6s %7s %7s %11s %9s %8s %8s %8s %8s  %s\n' "$@"
}

# one WORKLOAD: a line of the table.
one ()
{
  local octets wall dump_wall anonymous speed sliced tcpflow
  local dump_ratio=- fields_ratio=- json_ratio=- flow_ratio=- i
  # shellcheck disable=SC2086 # two words or none
  capture "$1" "$1" ${BENCH_SIZE:+--size $BENCH_SIZE}
  octets=$(value octets "$told")
  verify
  : >"$scratch/own"
  : >"$scratch/dump"
  for ((i = 0; i < runs; i++)) # by turns, so that a noisy minute meets both
  do
    cost "$smtplens" --json "$file" >>"$scratch/own"
    ! have tcpdump || cost tcpdump -n -r "$file" -w /dev/null >>"$scratch/dump"
  done
  wall=$(median wall <"$scratch/own")
  anonymous=$(most anonymous <"$scratch/own")
  speed=$(calculate %.6f "$octets / 1e6 / $wall")
  echo "$1: smtplens: $(tr '\n' ';' <"$scratch/own")" >>"$scratch/detail"
  if have tcpdump
  then
    dump_wall=$(median wall <"$scratch/dump")
    dump_ratio=$(calculate %.2f "$wall / $dump_wall")
    echo "$1: tcpdump: $(tr '\n' ';' <"$scratch/dump")" >>"$scratch/detail"
  fi
  if have tcpflow
  then
    mkdir "$scratch/flows"
    tcpflow=$(cost tcpflow -r "$file" -o "$scratch/flows")
    rm -rf "$scratch/flows"
    flow_ratio=$(calculate %.1f "$(value wall "$tcpflow") / $wall")
    echo "$1: tcpflow: $tcpflow" >>"$scratch/detail"
  fi
  if have tshark
  then
    capture "$1-slice" "$1" --size "$slice"
    sliced=$(value octets "$told")
    fields_ratio=$(shark_ratio "${fields[@]}")
    json_ratio=$(shark_ratio "${json[@]}")
    told=$(cat "$directory/bench-$1.told")
  fi
  row "$1" "$(calculate %.0f "$octets / 1e6")" "$wall" "$(calculate %.0f "$speed")" \
    "$(calculate %.0f "$(value sessions "$told") / $wall")" "$(calculate %.1f "$anonymous / 1024")" \
    "$dump_ratio" "$fields_ratio" "$json_ratio" "$flow_ratio" "$counted" >>"$scratch/table"
  tail -n 1 "$scratch/table" >&2
}

shark_start=0
if have tshark
then
  capture one-packet syns --size 100
  shark_start=$(for ((i = 0; i < 3; i++)); do tshark_cost "$file" "${fields[@]}"; done | median wall)
fi

row workload MB 'wall s' MB/s sessions/s 'anon MiB' tcpdump tshark tshark tcpflow counted >"$scratch/table"
row '' '' '' '' '' '' times fields/ json/ faster '' >>"$scratch/table"
for workload in $workloads
do
  one "$workload"
done

echo
cat "$scratch/table"
cat <<EOT

smtplens is run as "smtplens --json FILE", output thrown away; wall s is the median of $runs
runs, and all files are read from memory.  MB is 10^6 octets of the file.
anon MiB  the largest anonymous memory (RssAnon) of all runs, looked at every 2 ms.
tcpdump   our wall time as a multiple of "tcpdump -n -r FILE -w /dev/null" (median too, run by turns).
tshark    our speed per octet as a multiple of tshark's (one run) on a file of the same kind of
          about $slice.  Its time to start ($shark_start s) is left out, ours is not.  It joins
          what is out of order, resolves no names, and prints
          fields/  ${fields[*]}
          json/    ${json[*]}: all it knows, as we print all we know
tcpflow   its wall time on the same file as a multiple of ours (one run); it writes its flows to disk.
counted   whether our summary has the sessions and mails that were written into the file.

EOT
cat "$scratch/detail"
printf '\non %s, %s processors, Linux %s\n' \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(uname -r)"
for tool in tcpdump tshark tcpflow
do
  if have "$tool"
  then
    "$tool" --version 2>/dev/null | head -n 1 || true # tcpflow says it with status 1
  else
    echo "$tool is not here: its column is empty"
  fi
done
