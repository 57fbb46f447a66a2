#!/usr/bin/env bash
# The race, live: a payment comes before its client, waits, and goes through.
# Needs Java 17 and Maven; leaves nothing running. Any broker of yours is left alone.
set -euo pipefail
cd "$(dirname "$0")"

fail() { echo "error: $1" >&2; echo "  $2" >&2; exit 1; }
command -v java >/dev/null || fail "java is not installed" "install Java 17 or later"

consumer=consumer/target/consumer.jar
producer=producer/target/producer.jar
broker=embedded-broker/target/embedded-broker.jar
if [ ! -f "$consumer" ] || [ ! -f "$producer" ] || [ ! -f "$broker" ]; then
  command -v mvn >/dev/null || fail "mvn is not installed" "install Maven 3.8 or later"
  echo "building…"
  mvn -q -DskipTests package
fi

work=$(mktemp -d)
pids=()
clean_up() {
  trap - EXIT INT TERM
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'clean_up; exit 130' INT
trap 'clean_up; exit 143' TERM

# Waits until a line with the text stands in a file that a process writes.
await() {
  local text=$1 file=$2 pid=$3
  for _ in $(seq 300); do
    grep -q "$text" "$file" 2>/dev/null && return
    kill -0 "$pid" 2>/dev/null || fail "$(basename "$file") ended" "$(tail -n 5 "$file")"
    sleep 0.1
  done
  fail "no '$text' in $(basename "$file")" "$(tail -n 5 "$file")"
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
echo "\$ java -jar $consumer"
java -jar "$consumer" > >(tee "$work/consumer") 2>"$work/consumer-log" &
pids+=($!)
await "ready" "$work/consumer" $!

say "a payment of client 1, whom nobody knows yet"
run java -jar "$producer" payment 1
sleep 4

say "now the client is registered"
run java -jar "$producer" client 1
await "processed" "$work/consumer" "${pids[1]}"

say "the payment came before its client, waited, and was processed; all is stopped now"
