#!/usr/bin/env bash
# The race, live: a payment comes before its client, waits, and goes through.
# With --page, payments keep racing their clients, on a page in the browser, until Ctrl-C.
# Needs Java 17 and Maven, which it fetches if need be; leaves nothing running. Any broker of yours is left alone.
set -euo pipefail
cd "$(dirname "$0")"

fail() { echo "error: $1" >&2; echo "  $2" >&2; exit 1; }
page=
case "${1-}" in
  '') ;;
  --page) page=yes ;;
  --help) echo "usage: ./demo.sh [--page]"; sed -n '2,4s/^# //p' "$0"; exit ;;
  *) echo "error: unknown option $1" >&2; echo "  usage: ./demo.sh [--page]" >&2; exit 2 ;;
esac
command -v java >/dev/null || fail "java is not installed" "install Java 17 or later"

consumer=consumer/target/consumer.jar
producer=producer/target/producer.jar
broker=embedded-broker/target/embedded-broker.jar
if [ ! -f "$consumer" ] || [ ! -f "$producer" ] || [ ! -f "$broker" ]; then
  mvn=mvn
  command -v mvn >/dev/null || mvn=./mvnw
  echo "building the three programs; the first time, Maven downloads some 30 MB to ~/.m2, in a minute or so"
  "$mvn" -B -ntp -Pjars -pl consumer,producer,embedded-broker -am package |
    sed -n 's/^\[INFO\] Building \([A-Z].*\) [0-9][^ ]* *\(\[.*\]\)$/  \2 \1/p; /^\[ERROR\]/p' ||
    fail "the build failed" "see above; without Maven 3.8 or later here, ./mvnw must be able to fetch it"
fi

work=$(mktemp -d)
pids=()
clean_up() {
  trap - EXIT
  trap '' INT TERM # once more would leave something running
  exec 3>&- 4>&- 5>&-
  for job in $(jobs -p); do # races under way
    case " ${pids[*]} " in *" $job "*) ;; *) kill "$job" 2>/dev/null || true ;; esac
  done
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'clean_up; exit 130' INT
trap 'clean_up; exit 143' TERM

# What a process wrote last, of its log if it has one.
why() { cat "$1" "$1-log" 2>/dev/null | tail -n 5; }

# Waits until a line with the text stands in a file that a process writes.
await() {
  local text=$1 file=$2 pid=$3
  for _ in $(seq 300); do
    grep -q "$text" "$file" 2>/dev/null && return
    kill -0 "$pid" 2>/dev/null || fail "$(basename "$file") ended" "$(why "$file")"
    sleep 0.1
  done
  fail "no '$text' in $(basename "$file")" "$(why "$file")"
}

say() { printf '\n# %s\n' "$*"; }
run() { echo "\$ $*"; "$@"; }

say "a broker in memory, on a free port"
java -jar "$broker" --port 0 >"$work/broker" 2>&1 &
pids+=($!)
await "listening on amqp" "$work/broker" $!
AMQP_URI=$(sed -n 's/.*listening on \(amqp[^ ]*\).*/\1/p' "$work/broker" | head -n 1)
export AMQP_URI
echo "AMQP_URI=$AMQP_URI"

say "the consumer"
if [ -n "$page" ]; then
  echo "\$ java -jar $consumer --http 0"
  java -jar "$consumer" --http 0 >"$work/consumer" 2>"$work/consumer-log" &
else
  echo "\$ java -jar $consumer"
  java -jar "$consumer" > >(tee "$work/consumer") 2>"$work/consumer-log" &
fi
pids+=($!)
await "ready" "$work/consumer" $!

# Sends in the background what is written to a file descriptor.
start() {
  local name=$1
  shift
  mkfifo "$work/$name"
  "$@" <"$work/$name" >"$work/$name-log" 2>&1 &
  pids+=($!)
}

# A payment, and after a while its client.
race() {
  echo "$1" >&3
  sleep "$2" &
  # shellcheck disable=SC2064 # the number of this sleep
  trap "kill $!; exit" TERM
  wait $!
  echo "$1" >&4
}

if [ -n "$page" ]; then
  start payments java -jar "$producer" payment -
  exec 3>"$work/payments"
  start clients java -jar "$producer" client -
  exec 4>"$work/clients"
  start malformed java -cp "$producer" demo/Malformed.java
  exec 5<>"$work/malformed" # as a reader, too: where there is no compiler, nobody else is
  address=$(sed -n 's/.*\(http:[^ ]*\).*/\1/p' "$work/consumer-log" | head -n 1)
  say "payments race their clients: $address (Ctrl-C stops all)"
  for browser in xdg-open open wslview; do
    command -v "$browser" >/dev/null && { "$browser" "$address" >/dev/null 2>&1 || true; } && break
  done
  gaps=(0.01 2 0.1 5 0.5 1 0.05 8 0.2 3)
  client=0
  while sleep 0.7; do
    client=$((client + 1))
    race "$client" "${gaps[client % ${#gaps[@]}]}" &
    if [ $((client % 12)) -eq 3 ]; then
      echo '{"id":"one","clientId":1}' >&5
    fi
    kill -0 "${pids[1]}" || fail "the consumer ended" "$(tail -n 5 "$work/consumer-log")"
  done
fi

say "a payment of client 1, whom nobody knows yet"
run java -jar "$producer" payment 1
sleep 4

say "now the client is registered"
run java -jar "$producer" client 1
await "processed" "$work/consumer" "${pids[1]}"

say "the payment came before its client, waited, and was processed; all is stopped now"
