#!/bin/sh
# What to do with the address a DHCP server gave.
case $1 in
  bound|renew)
    ip addr flush dev $interface
    ip addr add $ip/${mask:-24} dev $interface
    for r in $router; do ip route replace default via $r dev $interface; break; done
    for d in $dns; do echo "nameserver $d"; done > /etc/resolv.conf
    echo "@@IP $interface $ip/${mask:-24}" > /dev/console;;
esac
