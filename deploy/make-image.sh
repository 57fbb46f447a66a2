#!/bin/sh
# Makes what the images contain: a trimmed Java, the jars, and an archive of the classes that each program
# loads, from one run of the race on that Java. Run by the Dockerfile, in its folder, as root.
set -eu

java=/opt/java/bin/java

# Less than jdeps names, for Jackson does without java.desktop; more, for TLS wants elliptic curves up to Java 21.
modules=$(for name in consumer producer; do
  jdeps --multi-release 17 --ignore-missing-deps --print-module-deps "$name/target/$name.jar"
done | tr ',' '\n' | grep -v '^java.desktop$' | sort -u | paste -sd, -)
jlink --add-modules "$modules,jdk.crypto.ec,jdk.unsupported" --strip-java-debug-attributes --no-header-files --no-man-pages \
  --compress 2 --output /opt/java
# The archive of Java's own classes, on which the programs' stand.
$java -Xshare:dump >/dev/null
find /opt/java -name '*_nocoops.jsa' -delete

mkdir /opt/consumer /opt/producer
cp -p consumer/target/consumer.jar /opt/consumer/
cp -p producer/target/producer.jar /opt/producer/
mkdir /tmp/ready
javac --release 17 -d /tmp/ready deploy/Ready.java
jar --create --file /opt/consumer/ready.jar -C /tmp/ready .

await() {
  for _ in $(seq 300); do
    grep -q "$1" "$2" 2>/dev/null && return
    sleep 0.1
  done
  echo "error: no '$1' in $2" >&2
  cat "$2" >&2
  exit 1
}

java -jar embedded-broker/target/embedded-broker.jar --port 0 >/tmp/broker 2>&1 &
broker=$!
await 'listening on amqp' /tmp/broker
AMQP_URI=$(sed -n 's/.*listening on \(amqp[^ ]*\).*/\1/p' /tmp/broker | head -n 1)
export AMQP_URI

$java -XX:ArchiveClassesAtExit=/opt/consumer/consumer.jsa -XX:+UseSerialGC -jar /opt/consumer/consumer.jar \
  --http 9400 >/tmp/consumer 2>/tmp/consumer-log &
consumer=$!
await ' ready' /tmp/consumer
$java -XX:ArchiveClassesAtExit=/opt/producer/producer.jsa -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -jar /opt/producer/producer.jar payment 1
$java -jar /opt/producer/producer.jar client 1
await processed /tmp/consumer
$java -XX:ArchiveClassesAtExit=/opt/consumer/ready.jsa -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp /opt/consumer/ready.jar Ready
kill "$consumer"
wait "$consumer" || true
kill "$broker"
wait "$broker" || true
for archive in /opt/consumer/consumer.jsa /opt/consumer/ready.jsa /opt/producer/producer.jsa; do
  [ -s "$archive" ] || { echo "error: no $archive" >&2; exit 1; }
done
