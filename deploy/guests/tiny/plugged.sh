#!/bin/sh
# Called for each thing the kernel finds or loses while it runs. A processor that is slow to come up is asked again.
[ "$ACTION $SUBSYSTEM" = "add cpu" ] || exit 0
for try in 1 2 3 4 5; do echo 1 > /sys$DEVPATH/online && exit; sleep 1; done
