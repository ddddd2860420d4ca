#!/bin/sh
# First and only program of the tiny guest. Settings come as chrono.<key>=<value> on the kernel's command line
# or as fw_cfg files opt/chrono/<key>; what it has to say to programs starts with @@. README.md lists both.
export PATH=/bin:/sbin HOME=/root TERM=linux
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mkdir -p /dev/pts; mount -t devpts devpts /dev/pts; mount -t tmpfs run /run; mount -t tmpfs tmp /tmp
exec 2>&1

# poweroff, halt and reboot ask the first program by a signal, so that the data is in order before it happens.
power() { sync; umount /data 2>/dev/null; busybox $1 -f; }
trap 'power poweroff' USR2; trap 'power halt' USR1; trap 'power reboot' TERM

modprobe qemu_fw_cfg
read -r CMDLINE < /proc/cmdline
# The command line goes first. No program is started for it: each costs 10 ms when the processor is emulated.
opt() {
  for w in $CMDLINE; do case $w in chrono.$1=*) VALUE=${w#*=}; return 0;; esac; done
  f=/sys/firmware/qemu_fw_cfg/by_name/opt/chrono/$1/raw
  if [ -f $f ]; then VALUE=$(cat $f); return 0; fi
  VALUE=; return 1
}

modprobe -a virtio_pci virtio_blk virtio_scsi sd_mod virtio_net button evdev
opt mod && for m in $(echo "$VALUE" | tr , ' '); do modprobe $m || echo "@@NOMODULE $m"; done
# Movable: what the kernel itself put there could not be given back.
echo online_movable > /sys/devices/system/memory/auto_online_blocks 2>/dev/null
opt name && hostname "$VALUE" || hostname tiny

# --- network: every card asks for an address in the background, unless chrono.ip=<address/len|dhcp|none>[,...] says otherwise
ip link set lo up
opt ip; IPS=$VALUE
for path in /sys/class/net/eth*; do
  [ -e $path ] || continue
  dev=${path##*/}
  want=${IPS%%,*}
  case $IPS in *,*) IPS=${IPS#*,};; *) IPS=;; esac
  ip link set $dev up
  case $want in
    none) ;;
    ''|dhcp) udhcpc -i $dev -f -t 30 -T 1 -A 1 -S -s /etc/udhcpc.sh >/dev/null 2>&1 & ;;
    *) ip addr add $want dev $dev && echo "@@IP $dev $want";;
  esac
done
opt gw && ip route add default via $VALUE

# --- data: the first disk without partitions; a blank one gets a file system, one with other contents is left alone
boots() {
  echo "$(cut -d' ' -f1 /proc/uptime)" >> /data/boots; sync
  echo "@@BOOTS $(wc -l < /data/boots)"
}
blank() { [ "$(dd if=$1 bs=64k count=16 2>/dev/null | tr -d '\0' | head -c 1 | wc -c)" = 0 ]; }
attach() { mount -t ext4 $1 /data 2>/dev/null || { modprobe xfs 2>/dev/null; mount -t xfs $1 /data 2>/dev/null; }; }
FORMATTING=
for path in /sys/block/vd? /sys/block/sd?; do
  [ -e $path ] || continue
  name=${path##*/}; disk=/dev/$name
  read -r sectors < $path/size; read -r ro < $path/ro; size=$((sectors * 512))
  [ $ro = 0 ] && [ $size -gt 0 ] || continue
  for part in $path/$name*; do [ -e $part ] && continue 2; done
  if blank $disk; then
    { mke2fs -q -i 65536 $disk >/dev/null 2>&1; mount -t ext4 $disk /data && echo "@@DATA $disk formatted $size" && boots || echo "@@DATA $disk failed $size"; } &
    FORMATTING=$!
  elif attach $disk; then echo "@@DATA $disk mounted $size"; boots
  else echo "@@DATA $disk unknown $size"; continue
  fi
  break
done

# --- the power button, unless chrono.noacpi=1: then this is a guest that does not listen
opt noacpi || acpid -d -l /dev/null >/dev/null 2>&1 &
if opt http; then hostname > /www/index.html; httpd -p $VALUE -h /www; echo "@@HTTP $VALUE"; fi

read -r up rest < /proc/uptime
cpus=0; for c in /sys/devices/system/cpu/cpu[0-9]*; do cpus=$((cpus + 1)); done
read -r word mem rest < /proc/meminfo
echo "@@READY up=$up cpus=$cpus memkb=$mem: tiny is ready"

# What nobody waits for. A processor that is plugged in later is taken into use, as udev does elsewhere.
uevent /bin/plugged >/dev/null 2>&1 &
modprobe -a virtio_balloon virtio_console virtio_rng virtio_mem pvpanic_pci sr_mod isofs
ln -s ttyS0 /dev/modem 2>/dev/null

if opt run; then
  [ -n "$FORMATTING" ] && wait $FORMATTING
  case $VALUE in b64:*) VALUE=$(echo "${VALUE#b64:}" | base64 -d);; esac
  sh -c "$VALUE"; echo "@@EXIT $?"
fi
opt off && power poweroff

# --- the serial console; this program itself only waits, so that it always hears the signals above
opt tick; [ "$VALUE" = off ] || tick on
opt shell; export CHRONO_SHELL=$VALUE
start-stop-daemon -S -b -x /bin/console -- keep
while :; do sleep 1000 & wait $!; done
