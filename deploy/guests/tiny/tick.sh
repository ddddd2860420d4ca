#!/bin/sh
# tick on | off: counts the seconds on the console, so that its reader can see the guest run.
case $1 in
  on)
    [ -f /run/tick.pid ] && exit 0
    { n=0; while sleep 1; do n=$((n + 1)); echo "tick $n"; done; } > /dev/console 2>&1 &
    echo $! > /run/tick.pid;;
  off)
    [ -f /run/tick.pid ] || exit 0
    kill "$(cat /run/tick.pid)"; rm /run/tick.pid;;
  *) echo 'usage: tick on|off'; exit 2;;
esac
