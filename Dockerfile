# Images of the consumer (the default) and the producer (--target producer): a trimmed Java, the jar, and
# an archive of loaded classes, made by running the programs once on this very Java, which halves the
# processor time of a start. Nothing runs as root, writes files, or needs a shell.
#
#   docker build -t racing-payments-consumer:1.1.0 .
#   docker build -t racing-payments-producer:1.1.0 --target producer .
#
# JDK is where they are made: a JDK of 17 or later, with Maven unless JARS=given.
# BASE is what they stand on: glibc and zlib are all they need of it.
# JARS=given takes the jars that `mvn package` made before.
ARG JDK=maven:3.9-eclipse-temurin-17
ARG BASE=debian:trixie-slim

FROM ${JDK} AS build
ARG JARS=build
WORKDIR /build
COPY . .
RUN [ "$JARS" = given ] || mvn -B -q -pl consumer,producer,embedded-broker -am package -DskipTests
RUN sh deploy/make-image.sh

FROM ${BASE} AS producer
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/producer /opt/producer
# Names that are not ASCII arrive as they are.
ENV LC_ALL=C.UTF-8
USER 10001:10001
# C1 alone: the producer is done before more would pay.
ENTRYPOINT ["/opt/java/bin/java", "-XX:SharedArchiveFile=/opt/producer/producer.jsa", "-XX:-UsePerfData", \
    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", "/opt/producer/producer.jar"]
CMD ["--help"]

FROM ${BASE} AS consumer
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/consumer /opt/consumer
ENV LC_ALL=C.UTF-8
USER 10001:10001
EXPOSE 9400
ENTRYPOINT ["/opt/java/bin/java", "-XX:SharedArchiveFile=/opt/consumer/consumer.jsa", "-XX:-UsePerfData", \
    "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/consumer/consumer.jar"]
# Arguments of yours replace these: give --http again, or docker run --no-healthcheck.
CMD ["--http", "0.0.0.0:9400", "--wait-for-broker", "5m"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["/opt/java/bin/java", "-XX:SharedArchiveFile=/opt/consumer/ready.jsa", "-XX:-UsePerfData", \
    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx8m", "-cp", "/opt/consumer/ready.jar", "Ready"]
