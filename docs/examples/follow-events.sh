#!/bin/sh
# Follows the events over SSE with curl, and takes the stream up again where it broke off.
#
#   CHRONO_URL=http://127.0.0.1:7080 CHRONO_TOKEN=… sh docs/examples/follow-events.sh last-position 'vm.*'
file=${1:-last-position}
types=${2:-*}
url=${CHRONO_URL:-http://127.0.0.1:7080}/api/v1/events

while true; do
  last=$(cat "$file" 2>/dev/null || echo 0)
  curl --silent --no-buffer --fail --get --data-urlencode "types=$types" \
    --header "authorization: Bearer $CHRONO_TOKEN" \
    --header 'accept: text/event-stream' \
    --header "last-event-id: $last" "$url" |
    while IFS= read -r line; do
      case $line in
        'id: '*) position=${line#id: } ;;
        'data: '*)
          # The word that we are cut off has no id.
          [ -n "$position" ] || continue
          printf '%s %s\n' "$position" "${line#data: }"
          printf '%s\n' "$position" >"$file"
          ;;
        '') position= ;;
      esac
    done
  sleep 0.5
done
