#!/bin/sh
# The serial console: silent while the guest counts, a prompt from the first line typed on. It has no line editing, whose
# escape codes would stand in every log of the console: `sh` starts a shell that has it.
# CHRONO_SHELL=lines is for programs: no echo, no prompt, each line answered by @@EXIT <code>.
cd /root
# Started apart from the first program, which as a shell could give no child of its own the interrupt key.
[ "$1" = keep ] && while :; do setsid cttyhack /bin/console; done
if [ "$CHRONO_SHELL" = lines ]; then
  stty -echo
  while read -r line; do tick off; sh -c "$line" < /dev/null; echo "@@EXIT $?"; done
  exit
fi
trap : INT
while :; do
  [ -f /run/tick.pid ] || printf 'tiny:%s# ' "$PWD"
  read -r line
  case $? in 0) ;; 130) echo; continue;; *) exit;; esac
  tick off
  eval "$line"
done
