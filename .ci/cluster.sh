#!/usr/bin/env bash
# A RabbitMQ cluster of three nodes in Docker, and the means to harm it. For tests on this machine only.
#
#   cluster.sh up [IMAGE]     starts it (rabbitmq-debian:forky unless said) and prints the URI of each node
#   cluster.sh crash N        kills the broker of node N (SIGKILL); its machine goes on, and refuses connections
#   cluster.sh kill N...      takes nodes away with their machines, which answer nothing any more
#   cluster.sh start N...     brings back what was crashed or killed, with its data
#   cluster.sh pause N        freezes node N; 'unpause N' thaws it
#   cluster.sh cut N          cuts node N off from the other nodes, while clients reach them all; 'heal N' ends it
#   cluster.sh drain N        puts node N into maintenance mode; 'revive N' ends it
#   cluster.sh restore        ends whatever it was: kills all nodes and starts them
#   cluster.sh healthy        waits until the cluster can do without any one node
#   cluster.sh ctl N ARG...   runs rabbitmqctl on node N
#   cluster.sh status         prints the queues of the virtual host VHOST (/), with leaders and members
#   cluster.sh time           prints the processor time of all nodes so far, in microseconds
#   cluster.sh down           removes it
#
# Node N listens on 127.0.0.1:$((PORT + N)), PORT 5670 unless the environment says otherwise; containers and network
# are called after NAME (payments-cluster). ERL_ARGS are more arguments for Erlang, such as '-kernel net_setuptime 1'. 'cut'
# wants root, nsenter and iptables.
set -euo pipefail

port=${PORT:-5670}
name=${NAME:-payments-cluster}
network=$name-net

node() { echo "$name-node$1"; }

up() {
  local image=${1:-rabbitmq-debian:forky} n
  docker network inspect "$network" >/dev/null 2>&1 || docker network create "$network" >/dev/null
  for n in 1 2 3; do
    docker run -d --name "$(node "$n")" --hostname "node$n" --network "$network" --network-alias "node$n" \
      -p "127.0.0.1:$((port + n)):5672" -e "RABBITMQ_NODENAME=rabbit@node$n" \
      -e "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=${ERL_ARGS:-}" --entrypoint sh "$image" -c '
        printf CLUSTERCOOKIE >/var/lib/rabbitmq/.erlang.cookie
        chown rabbitmq:rabbitmq /var/lib/rabbitmq/.erlang.cookie
        chmod 400 /var/lib/rabbitmq/.erlang.cookie
        while :; do
          rm -f /tmp/ended
          rabbitmq-server
          touch /tmp/ended
          while [ -e /tmp/ended ]; do sleep 0.2; done
        done' >/dev/null
  done
  for n in 1 2 3; do await "$n"; done
  for n in 2 3; do
    docker exec "$(node "$n")" sh -c 'rabbitmqctl -q stop_app && rabbitmqctl -q join_cluster rabbit@node1 && rabbitmqctl -q start_app'
  done
  for n in 1 2 3; do echo "amqp://guest:guest@127.0.0.1:$((port + n))/%2F"; done
}

await() {
  docker exec "$(node "$1")" sh -c \
    'for _ in $(seq 60); do rabbitmqctl -q await_startup --timeout 60 2>/dev/null && exit 0; sleep 1; done; exit 1'
}

# Of several nodes that were down none may come up alone: all are started, then waited for.
start() {
  local n
  for n in "$@"; do
    docker start "$(node "$n")" >/dev/null
    docker exec "$(node "$n")" rm -f /tmp/ended
  done
  for n in "$@"; do await "$n"; done
}

crash() {
  docker exec "$(node "$1")" sh -c '
    for process in /proc/[0-9]*; do
      [ "$(cat "$process/comm" 2>/dev/null)" != beam.smp ] || kill -KILL "${process#/proc/}"
    done'
}

# Docker gives up when a process that waits for the disk, or has just begun, does not freeze in time.
pause() {
  local tries=0
  until docker pause "$(node "$1")" >/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] || return 1
    sleep 0.2
  done
}

kill_nodes() {
  local n names=()
  for n in "$@"; do names+=("$(node "$n")"); done
  docker kill -s KILL "${names[@]}" >/dev/null
}

healthy() {
  local n
  for n in 1 2 3; do
    docker exec "$(node "$n")" sh -c '
      for _ in $(seq 60); do
        rabbitmq-diagnostics -q check_if_node_is_quorum_critical >/dev/null 2>&1 && exit 0
        sleep 1
      done
      rabbitmq-diagnostics -q check_if_node_is_quorum_critical'
  done
}

# Packets between node N and the others, both ways, in node N's own network.
cut() {
  local flag=$1 n=$2 pid other address
  pid=$(docker inspect -f '{{.State.Pid}}' "$(node "$n")")
  for other in 1 2 3; do
    [ "$other" != "$n" ] || continue
    address=$(docker inspect -f "{{(index .NetworkSettings.Networks \"$network\").IPAddress}}" "$(node "$other")")
    nsenter -t "$pid" -n iptables "$flag" INPUT -s "$address" -j DROP
    nsenter -t "$pid" -n iptables "$flag" OUTPUT -d "$address" -j DROP
  done
}

case ${1:-} in
  up) up "${2:-}" ;;
  crash) crash "$2" ;;
  kill) kill_nodes "${@:2}" ;;
  start) start "${@:2}" ;;
  pause) pause "$2" ;;
  unpause) docker unpause "$(node "$2")" >/dev/null ;;
  cut) cut -I "$2" ;;
  heal) cut -D "$2" ;;
  drain | revive) docker exec "$(node "$2")" rabbitmq-upgrade -q "$1" ;;
  restore)
    for n in 1 2 3; do docker unpause "$(node "$n")" >/dev/null 2>&1 || true; done
    for n in 1 2 3; do docker kill -s KILL "$(node "$n")" >/dev/null 2>&1 || true; done
    start 1 2 3
    ;;
  healthy) healthy ;;
  ctl) docker exec "$(node "$2")" rabbitmqctl -q "${@:3}" ;;
  status)
    for n in 1 2 3; do
      docker exec "$(node "$n")" rabbitmqctl -q list_queues -p "${VHOST:-/}" name type messages leader members 2>/dev/null && break
    done
    ;;
  time)
    for n in 1 2 3; do
      docker exec "$(node "$n")" sh -c 'cat /proc/[0-9]*/stat' 2>/dev/null || true
    done | awk -v tick="$(getconf CLK_TCK)" '/[(]beam.smp[)]/ { sub(/.*[)] /, ""); sum += $12 + $13 } END { printf "%.0f\n", sum * 1000000 / tick }'
    ;;
  down)
    docker rm -f -v "$(node 1)" "$(node 2)" "$(node 3)" >/dev/null 2>&1 || true
    docker network rm "$network" >/dev/null 2>&1 || true
    ;;
  *) sed -n '2,22s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
