# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# A laboratory with a wireless network: radios that mac80211_hwsim simulates, with the
# real wireless stack of Linux, hostapd and wpa_supplicant on them.
#
# The machine at hand may have no such module, and a radio is nothing to play with in a
# kernel that others use.  So the calling script is started a second time in a virtual
# machine (QEMU, without KVM, for it has to work in a guest too) that boots Debian's own
# kernel.  It sees the file system of this machine, read-only, with memory laid over it for
# what it writes; nothing but the sample comes out of it.  In there lab_begin goes on as
# anywhere else.
#
# A sample's script:
#     . "$(dirname "$0")/lab.sh"
#     . "$(dirname "$0")/radio.sh"
#     radio_begin postfix hostapd ...    # packages to unpack; below: inside
#     lab_begin postfix hostapd ...
#     lab_host cafe ... hostapd          # has a cable, too
#     access_point cafe <<'END'          # what is to be in hostapd.conf besides
#     lab_host pc ... wpasupplicant
#     radio_listen                       # listen0: who sits there with a radio of his own
#     capture_start NAME listen0
#     station pc <<'END'                 # a network= block; pc's cable is gone from now on
#
# It does not: lose or repeat frames, for the simulated air is a perfect one.

LAB_RADIOS=0 # in use
RADIOS=4
RADIO_CHANNEL=6

# radio_modules TREE NAME...: files of these modules, and of those that they need.
radio_modules ()
{
  local tree=$1 name
  shift
  for name in "$@"
  do
    grep -E "/$name\.ko:" "$tree/modules.dep" | tr -d : | tr ' ' '\n'
  done | grep . | sort -u
}

# radio_image DIR TREE: what the kernel starts with: busybox, and modules for all that follows.
radio_image ()
{
  local dir=$1 tree=$2 file modules version=${2##*/}
  modules='virtio_pci 9pnet_virtio 9p overlay veth bridge ccm gcm cmac ctr mac80211_hwsim'
  mkdir -p "$dir"/{bin,proc,sys,dev,ram,low,new} "$dir/lib/modules/$version"
  cp "$(command -v busybox || echo "$LAB_PACKAGES/busybox-static/usr/bin/busybox")" "$dir/bin/busybox"
  [[ -e $tree/modules.dep ]] || "$dir/bin/busybox" depmod -b "${tree%/usr/lib/modules/*}/usr" "$version"
  cp "$tree"/modules.* "$dir/lib/modules/$version/"
  # shellcheck disable=SC2086 # the names become words
  radio_modules "$tree" $modules | while read -r file
  do
    mkdir -p "$dir/lib/modules/$version/${file%/*}"
    cp "$tree/$file" "$dir/lib/modules/$version/$file"
  done
  cat >"$dir/init" <<END
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in ${modules% *}
do
  modprobe \$module
done
modprobe mac80211_hwsim radios=$RADIOS
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose host /low
mount -t tmpfs ram /ram
mkdir /ram/upper /ram/work
mount -t overlay -o lowerdir=/low,upperdir=/ram/upper,workdir=/ram/work over /new
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 out /new$LAB_RADIO/out
for directory in proc sys dev
do
  mount --move /\$directory /new/\$directory
done
exec switch_root /new /bin/bash $LAB_RADIO/inside
END
  chmod +x "$dir/init"
}

# radio_machine: runs the script in the machine; what it made is then beside lab/.
radio_machine ()
{
  local script status=1
  script=$(realpath "$0")
  (cd "$LAB_RADIO/image" && find . | cpio --quiet -o -H newc | gzip -1) >"$LAB_RADIO/image.gz"
  cat >"$LAB_RADIO/inside" <<END
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LAB_RADIO=$LAB_RADIO LAB_PACKAGES=$LAB_PACKAGES LAB_OUTPUT=$LAB_RADIO/out
mount -t tmpfs run /run
exec 9</proc/1/ns/net
bash $script >$LAB_RADIO/out/log 2>&1
echo \$? >$LAB_RADIO/out/status
sync
echo o >/proc/sysrq-trigger
sleep 60
END
  timeout 900 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m 1536 -smp 2 -nic none -nographic -no-reboot \
    -kernel "$LAB_PACKAGES"/linux-image-amd64/boot/vmlinuz-* -initrd "$LAB_RADIO/image.gz" \
    -append 'console=ttyS0 quiet panic=-1' \
    -virtfs "local,path=/,mount_tag=host,security_model=passthrough,readonly=on,multidevs=remap" \
    -virtfs "local,path=$LAB_RADIO/out,mount_tag=out,security_model=passthrough" \
    </dev/null >"$LAB_RADIO/console" 2>&1 || true
  [[ ! -r $LAB_RADIO/out/log ]] || cat "$LAB_RADIO/out/log"
  if [[ ! -r $LAB_RADIO/out/status ]]
  then
    tail -n 20 "$LAB_RADIO/console" >&2
    die "the machine with radios ended before its time"
  fi
  status=$(<"$LAB_RADIO/out/status")
  rm -f "$LAB_RADIO/out/log" "$LAB_RADIO/out/status"
  ((status == 0)) || exit "$status"
  cp "$LAB_RADIO/out"/* "$LAB_SAMPLES/"
}

# radio_begin PACKAGES...: from the next line on, the script is inside the machine.
radio_begin ()
{
  local packages tree
  [[ -z ${LAB_RADIO-} ]] || return 0
  ((EUID == 0)) || die "namespaces need root"
  lab_need qemu-system-x86:qemu-system-x86_64 cpio:cpio gzip:gzip iw:iw hostapd:hostapd \
    wpasupplicant:wpa_supplicant
  LAB_RADIO=$(mktemp -d -t smtplens-radio.XXXXXXXX)
  trap 'rm -rf --one-file-system "$LAB_RADIO"' EXIT
  export LAB_RADIO LAB_PACKAGES=${LAB_PACKAGES:-$LAB_RADIO/packages}
  mkdir -p "$LAB_PACKAGES" "$LAB_RADIO/out"
  for packages in linux-image-amd64 busybox-static "$@"
  do
    lab_unpack "$packages"
  done
  tree=$(echo "$LAB_PACKAGES"/linux-image-amd64/usr/lib/modules/*)
  [[ -d $tree ]] || die "no kernel in linux-image-amd64"
  radio_image "$LAB_RADIO/image" "$tree"
  radio_machine
  exit 0
}

# ---------------------------------------------------------------- radios

# on_air NAME COMMAND...: in the host NAME, or for "lab" beside the switch.
on_air ()
{
  if [[ $1 == lab ]]
  then
    "${@:2}"
  else
    on "$@"
  fi
}

# radio_for NAME DEVICE: the next radio goes to the host NAME, as DEVICE.
radio_for ()
{
  local number=$LAB_RADIOS
  LAB_RADIOS=$((LAB_RADIOS + 1))
  ((number < RADIOS)) || die "there are $RADIOS radios"
  # File 9 is the network namespace into which the radios are born.
  nsenter --net=/proc/self/fd/9 iw phy "phy$number" set netns "${LAB_PID[$1]-$$}"
  on_air "$1" ip link set "wlan$number" name "$2"
  on_air "$1" ip link set "$2" address "$(printf '00:00:5e:00:53:%02x' $((0xa0 + number)))"
}

# access_point NAME: standard input goes to hostapd.conf.  What comes by radio goes on by the
# host's cable.
access_point ()
{
  local conf=$LAB_DIR/state/$1/hostapd.conf
  radio_for "$1" wlan0
  on "$1" ip addr flush dev eth0
  on "$1" ip link add air0 type bridge
  on "$1" ip link set eth0 master air0
  on "$1" ip link set air0 up
  { printf '%s\n' interface=wlan0 bridge=air0 driver=nl80211 hw_mode=g "channel=$RADIO_CHANNEL" beacon_int=2000; cat; } \
    >"$conf"
  on "$1" hostapd "$conf" >"$LAB_DIR/state/$1/hostapd.log" 2>&1 &
  wait_until 30 "the access point $1" grep -q AP-ENABLED "$LAB_DIR/state/$1/hostapd.log"
}

# radio_listen: a radio of nobody, in monitor mode.
radio_listen ()
{
  radio_for lab listen0
  iw dev listen0 set type monitor
  ip link set listen0 up
  iw dev listen0 set channel "$RADIO_CHANNEL"
}

# station NAME: standard input, a network block, goes to wpa_supplicant.conf.  The address of the
# host moves from the cable to the radio.
station ()
{
  local address conf=$LAB_DIR/state/$1/wpa_supplicant.conf
  address=$(on "$1" ip -o -4 addr show dev eth0 | awk '{ print $4 }')
  on "$1" ip link del eth0
  radio_for "$1" wlan0
  { printf '%s\n' 'p2p_disabled=1'; cat; } >"$conf"
  on "$1" wpa_supplicant -i wlan0 -D nl80211 -c "$conf" >"$LAB_DIR/state/$1/wpa_supplicant.log" 2>&1 &
  wait_until 60 "$1 to join" grep -q CTRL-EVENT-CONNECTED "$LAB_DIR/state/$1/wpa_supplicant.log"
  on "$1" ip addr add "$address" dev wlan0
}

# station_leaves NAME: as a laptop that is closed.
station_leaves ()
{
  on "$1" sh -c 'ip link set wlan0 down'
  sleep 0.5
}
