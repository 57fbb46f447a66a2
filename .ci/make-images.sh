#!/usr/bin/env bash
# Makes local Docker images of real RabbitMQ servers out of Debian's packages, without a container
# registry.
#
#   make-images.sh [SUITE...]      default: bookworm trixie forky  (RabbitMQ 3.10, 4.0, 4.3)
#
# Each image is tagged rabbitmq-debian:SUITE. An image that exists already is kept. Beside them come
# debian-base:bookworm and debian-jdk:bookworm, for what the Dockerfile calls BASE and JDK.
# RabbitMQ listens on 5672 and 15672, logs to the console, has the management plugin, and lets guest in
# from anywhere: for tests on this machine only. Needs root.
set -euo pipefail

suites=("${@:-bookworm trixie forky}")
read -ra suites <<<"${suites[*]}"

if ! command -v dockerd >/dev/null || ! command -v debootstrap >/dev/null; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q docker.io debootstrap
fi
if ! docker info >/dev/null 2>&1; then
  # Left by an unclean end, its process id may be another's by now.
  pgrep -x dockerd >/dev/null || rm -f /var/run/docker.pid
  setsid dockerd >/tmp/dockerd.log 2>&1 </dev/null &
  for _ in $(seq 60); do docker info >/dev/null 2>&1 && break; sleep 0.5; done
  docker info >/dev/null
fi

for suite in "${suites[@]}"; do
  docker image inspect "rabbitmq-debian:$suite" >/dev/null 2>&1 && continue
  # debootstrap knows a suite by a script; suites newer than this Debian use sid's.
  scripts=/usr/share/debootstrap/scripts
  [ -e "$scripts/$suite" ] || ln -s sid "$scripts/$suite"
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  debootstrap --variant=minbase "$suite" "$root"
  # A new package's server is not to be started inside the folder.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  DEBIAN_FRONTEND=noninteractive chroot "$root" \
    apt-get install -y -q --no-install-recommends rabbitmq-server
  printf 'loopback_users = none\nlog.console = true\nlog.file = false\n' >"$root/etc/rabbitmq/rabbitmq.conf"
  echo '[rabbitmq_management].' >"$root/etc/rabbitmq/enabled_plugins"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  tar -C "$root" -c . | docker import \
    --change 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin RABBITMQ_NODENAME=rabbit@localhost' \
    --change 'EXPOSE 5671 5672 15671 15672' \
    --change 'CMD ["rabbitmq-server"]' \
    - "rabbitmq-debian:$suite"
  rm -rf "$root"
done

if ! docker image inspect debian-base:bookworm debian-jdk:bookworm >/dev/null 2>&1; then
  root=$(mktemp -d)
  trap 'umount "$root/proc" 2>/dev/null || true; rm -rf "$root"' EXIT
  debootstrap --variant=minbase bookworm "$root"
  # Others than root are to get in.
  chmod 755 "$root"
  rm -rf "$root"/var/cache/apt/archives/*.deb
  tar -C "$root" --exclude='./var/lib/apt/lists/*' -c . | docker import - debian-base:bookworm
  # Java's package runs Java, which wants to see its process.
  mount -t proc proc "$root/proc"
  DEBIAN_FRONTEND=noninteractive chroot "$root" \
    apt-get install -y -q --no-install-recommends openjdk-17-jdk-headless
  umount "$root/proc"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  tar -C "$root" -c . | docker import - debian-jdk:bookworm
  rm -rf "$root"
  trap - EXIT
fi
docker image ls rabbitmq-debian
