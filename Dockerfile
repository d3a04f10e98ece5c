# syntax=docker/dockerfile:1
# One image for every part of Orbit: server (the default), runner, fill-vault, and the command line.

FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml pom.xml
COPY schemas schemas
COPY control-topology control-topology
COPY connectors connectors
COPY examples/plugin examples/plugin
COPY step-runner step-runner
COPY dashboards-api dashboards-api
COPY cli cli
COPY standalone standalone
# The cache is only for speed; the first build fetches everything.
RUN --mount=type=cache,target=/m2 mvn -Dmaven.repo.local=/m2 -B -ntp -DskipTests package

FROM eclipse-temurin:17.0.15_6-jre-noble
# A fixed number, so that volumes fit after a rebuild; with an entry, because Hadoop asks for the user's name.
RUN groupadd --gid 10001 orbit \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/orbit --no-create-home --shell /usr/sbin/nologin orbit \
    && mkdir -p /var/lib/orbit/state /var/lib/orbit/work /var/lib/orbit/files /var/lib/orbit/vault \
    && chown -R 10001:10001 /var/lib/orbit
WORKDIR /opt/orbit
COPY orbit orbit
COPY --from=build /build/cli/target/lib cli/target/lib
COPY --from=build /build/cli/target/orbit-cli.jar cli/target/orbit-cli.jar
COPY --from=build /build/standalone/target/lib standalone/target/lib
COPY --from=build /build/standalone/target/orbit-standalone.jar standalone/target/orbit-standalone.jar
# Makes the CLI's class-data archive, which a read-only container could not, and shows that the image works.
RUN ["/opt/orbit/orbit", "--version"]
ENV PATH=/opt/orbit:$PATH
USER 10001:10001
WORKDIR /var/lib/orbit
EXPOSE 8080
STOPSIGNAL SIGTERM
# For the server. A runner has another, see docker-compose.yml.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/ready"]
# The script replaces itself by the JVM, which is process 1 then and hears SIGTERM.
ENTRYPOINT ["/opt/orbit/orbit"]
CMD ["server"]
