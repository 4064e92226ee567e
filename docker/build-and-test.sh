#!/usr/bin/env bash
# Builds the images with Debian's buildah on a base that stands in for Flink's, which needs no registry and no container
# engine, and runs them: the demo in the image of the command, and the job in its own against the demo's Kafka, both as
# they run in a cluster: without root, and with a root file system that cannot be written to.
#
# For root on Debian 12. The base takes a few minutes and 500 MB the first time; it is kept in $EVALSTREAM_BASE.
set -euo pipefail
# Each job in the background leads a process group of its own, by which it is ended with all it has started.
set -m
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

base=${EVALSTREAM_BASE:-/var/tmp/evalstream-base}
work=$(mktemp -d /var/tmp/evalstream-images.XXXXXX)
export BUILDAH_ISOLATION=chroot
storage=(buildah --root "$work/storage" --runroot "$work/run")
pids=()

fail() {
  echo "build-and-test: $*" >&2
  exit 1
}

finish() {
  for pid in "${pids[@]}"; do
    kill -- "-$pid" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  findmnt -rno TARGET | grep "^$work/" | tac | xargs -r -n 1 umount -l
  rm -rf --one-file-system "$work"
}
trap finish EXIT

missing=()
for tool in buildah debootstrap; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
if ((${#missing[@]} > 0)); then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

[[ -f jobs/target/image/usrlib/evalstream.jar && -d jobs/target/image/command && -d jobs/target/image/libtorch ]] \
  || mvn -q -B -ntp -Pimage -Dmaven.test.skip=true -pl jobs -am package

echo "== base"
if [[ ! -x $base/root/usr/bin/java ]]; then
  rm -rf "$base"
  mkdir -p "$base"
  debootstrap --variant=minbase --include=openjdk-17-jre-headless,ca-certificates-java bookworm "$base/root" >/dev/null
  rm -rf "$base"/root/var/cache/apt/archives/*.deb "$base"/root/var/lib/apt/lists/*
fi
context=$work/base
mkdir -p "$context/flink"/{bin,conf,lib,opt,plugins,log}
ln -s "$base/root" "$context/root"
cp docker/stand-in/docker-entrypoint.sh "$context/"
cp docker/stand-in/{config.yaml,log4j-console.properties} "$context/flink/conf/"
# What a distribution has in its lib folder, from the jars that the command runs Flink with.
for jar in jobs/target/image/command/flink-*.jar; do
  case ${jar##*/} in
    flink-avro-* | flink-connector-base-* | flink-connector-kafka-*) ;;
    *) cp "$jar" "$context/flink/lib/" ;;
  esac
done
for library in log4j slf4j-api commons-cli commons-lang3 commons-text commons-io commons-math3 commons-collections \
  commons-compress kryo reflectasm objenesis minlog RoaringBitmap javassist snakeyaml-engine async-profiler jsr305 \
  frocksdbjni; do
  cp jobs/target/image/command/"$library"*.jar "$context/flink/lib/"
done
flink=$(basename "$context"/flink/lib/flink-runtime-[0-9]*.jar .jar)
flink=${flink#flink-runtime-}
for artifact in flink-container:lib flink-s3-fs-hadoop:opt; do
  mvn -q -B -ntp dependency:copy -Dartifact="org.apache.flink:${artifact%:*}:$flink" \
    -DoutputDirectory="$context/flink/${artifact#*:}"
done
# The base's root is a link, which a build does not follow out of its context.
rm "$context/root"
cp -a --reflink=auto "$base/root" "$context/root"
"${storage[@]}" bud -q -t localhost/flink-stand-in -f docker/stand-in/Dockerfile "$context" >/dev/null
rm -rf "$context"

echo "== images"
mkdir -p "$work/libtorch/lib" "$work/extra"
echo native >"$work/libtorch/lib/libtorch.so"
echo jar >"$work/extra/engine.jar"
build() {
  "${storage[@]}" bud -q --format docker --build-arg BASE_IMAGE=localhost/flink-stand-in \
    --build-arg TOOLS_BASE_IMAGE=localhost/flink-stand-in -f docker/Dockerfile "$@" . >/dev/null
}
build --target cpu -t localhost/evalstream
build --target gpu -t localhost/evalstream-gpu \
  --build-context "libtorch=$work/libtorch" --build-context "extra-lib=$work/extra"
build --target tools -t localhost/evalstream-tools

root_of() {
  "${storage[@]}" mount "$("${storage[@]}" from --pull-never "$1")"
}
job=$(root_of localhost/evalstream)
gpu=$(root_of localhost/evalstream-gpu)
tools=$(root_of localhost/evalstream-tools)
for image in evalstream evalstream-gpu evalstream-tools; do
  user=$("${storage[@]}" inspect --type image --format '{{.OCIv1.Config.User}}' "localhost/$image")
  [[ $user == 9999:9999 ]] || fail "localhost/$image runs as '$user'; expected 9999:9999"
done
[[ -f $job/opt/flink/usrlib/evalstream.jar ]] || fail "the job's jar is not in its image"
[[ $(find "$job/opt/flink/plugins/flink-s3-fs-hadoop" -name '*.jar' | wc -l) == 1 ]] || fail "the plugin for S3 is missing"
[[ -f $gpu/opt/libtorch/lib/libtorch.so && -f $gpu/opt/flink/lib/engine.jar ]] \
  || fail "what was given as libtorch and extra-lib is not in the image gpu"
[[ -f $job/opt/libtorch/libtorch_cpu.so && -f $job/opt/libtorch/libdjl_torch.so ]] || fail "the image cpu has no libtorch"
[[ ! -e $gpu/opt/libtorch/libtorch_cpu.so ]] || fail "the image gpu has the libtorch of the image cpu"

# Runs a command in an image as a pod would: as 9999, the root read-only, what must be written to in memory.
run_in() {
  local root=$1 log=$2
  shift 2
  # Its words are for the inner shell to expand.
  # shellcheck disable=SC2016
  unshare --mount bash -euc '
    root=$1; shift
    mount --bind "$root" "$root"
    for folder in tmp var/evalstream opt/flink/log; do
      if [[ -d $root/$folder ]]; then mount -t tmpfs -o mode=1777 tmpfs "$root/$folder"; fi
    done
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount -o remount,bind,ro "$root"
    exec chroot --userspec=9999:9999 "$root" env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/tmp LANG=C.UTF-8 \
      FLINK_HOME=/opt/flink FLINK_LIB_DIR=/opt/flink/lib FLINK_PLUGINS_DIR=/opt/flink/plugins "$@"
  ' run "$root" "$@" >"$log" 2>&1
}
for root in "$job" "$tools"; do
  printf '127.0.0.1 localhost %s\n' "$(hostname)" >"$root/etc/hosts"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
done
install -D -m 644 examples/digits_multiclass/demo.yaml "$job/etc/evalstream/plans/demo.yaml"

until_says() {
  local text=$1 log=$2 seconds=$3
  for ((i = 0; i < seconds; i++)); do
    if grep -qs -- "$text" "$log"; then return; fi
    sleep 1
  done
  tail -n 40 "$work"/*.log | cut -c 1-300 >&2
  grep -h 'Caused by' "$work"/*.log | sort -u >&2 || true
  fail "no '$text' in $(basename "$log") within $seconds seconds"
}

echo "== the command, in its image"
if run_in "$tools" "$work/write.log" sh -c 'echo x >/opt/evalstream/x'; then
  fail "the root of the image can be written to"
fi
run_in "$tools" "$work/evaluate.log" evalstream evaluate --final-only \
  --plan /opt/evalstream/examples/breast_cancer_binary/plan.yaml \
  --predictions /opt/evalstream/examples/breast_cancer_binary/predictions.csv \
  --labels /opt/evalstream/examples/breast_cancer_binary/labels.csv || { cat "$work/evaluate.log"; fail "evaluate failed"; }
grep -q 'auroc' "$work/evaluate.log" || fail "evaluate reported no auroc"

echo "== the demo, in the image of the command"
run_in "$tools" "$work/demo.log" evalstream demo --speed-up 1500 &
pids+=($!)
until_says 'Subscribe in another terminal' "$work/demo.log" 180
broker=$(sed -n 's/^ *Kafka *//p' "$work/demo.log" | head -n 1)
until_says 'final' "$work/demo.log" 180

echo "== the job, in its image, against the demo's Kafka at $broker"
rest=18081
mapfile -t environment < <("${storage[@]}" inspect --type image \
  --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' localhost/evalstream | grep -E '^(PYTORCH|DJL)_')
options=(-Djobmanager.rpc.port=16123 "-Drest.port=$rest" "-Drest.bind-port=$rest")
run_in "$job" "$work/jobmanager.log" env "${environment[@]}" /docker-entrypoint.sh standalone-job \
  --job-classname io.evalstream.jobs.cli.Evalstream "${options[@]}" -Dexecution.checkpointing.dir=file:///var/evalstream \
  run --plan /etc/evalstream/plans/demo.yaml --bootstrap-servers "$broker" --output-format json --group-id image --metrics-topic image-metrics \
  --dead-letters-topic image-dead-letters --diagnostics-topic image-diagnostics --create-topics 2 \
  --checkpoint-interval 1s --bounded --device torch:cpu &
pids+=($!)
run_in "$job" "$work/taskmanager.log" env "${environment[@]}" /docker-entrypoint.sh taskmanager "${options[@]}" &
pids+=($!)
run_in "$tools" "$work/watch.log" evalstream watch --bootstrap-servers "$broker" --topic image-metrics --format json \
  --output json --timeout 180s --final-only &
pids+=($!)
until_says '"final" *: *true' "$work/watch.log" 180
grep -q '"device" *: *"torch:cpu"' "$work/watch.log" || fail "the reports are not of the device torch:cpu"
echo "final reports from the image of the job: $(grep -c '"final" *: *true' "$work/watch.log")"
echo "build-and-test: ok"
