#!/bin/sh
# What the entry point of the official image does for the two commands that the build tests: it starts Flink's processes.
set -eu

command=$1
shift
case $command in
  standalone-job) main=org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint ;;
  taskmanager) main=org.apache.flink.runtime.taskexecutor.TaskManagerRunner ;;
  *) exec "$command" "$@" ;;
esac

opens=
for package in lang lang.invoke lang.reflect net io nio text time util util.concurrent util.concurrent.atomic \
  util.concurrent.locks; do
  opens="$opens --add-opens=java.base/java.$package=ALL-UNNAMED"
done
opens="$opens --add-opens=java.base/sun.nio.ch=ALL-UNNAMED"

# Options are meant to be split into words.
# shellcheck disable=SC2086
exec java -Xmx512m -XX:+UseSerialGC -XX:MaxMetaspaceSize=256m -XX:MaxDirectMemorySize=256m $opens \
  -Dlog4j.configurationFile=file:/opt/flink/conf/log4j-console.properties -cp '/opt/flink/lib/*' "$main" --configDir /opt/flink/conf "$@"
