{{/* Flink's configuration: what the chart sets, and over it what the values say. All values are strings. */}}
{{- define "evalstream.flinkConfiguration" -}}
{{- $f := .Values.flink -}}
{{- $storage := include "evalstream.storage" . -}}
{{- $c := dict
  "taskmanager.numberOfTaskSlots" (toString $f.taskManager.slots)
  "pipeline.max-parallelism" "360"
  "state.backend.type" $f.stateBackend
  "execution.checkpointing.storage" "filesystem"
  "execution.checkpointing.dir" (printf "%s/checkpoints" $storage)
  "execution.checkpointing.savepoint-dir" (printf "%s/savepoints" $storage)
  "execution.checkpointing.externalized-checkpoint-retention" "RETAIN_ON_CANCELLATION"
  "execution.checkpointing.num-retained" "3"
  "execution.checkpointing.timeout" "10min"
  "high-availability.type" "kubernetes"
  "high-availability.storageDir" (printf "%s/ha" $storage)
  "restart-strategy.type" "exponential-delay"
  "kubernetes.rest-service.exposed.type" "ClusterIP"
  "io.tmp.dirs" "/tmp"
  "metrics.reporters" "prom"
  "metrics.reporter.prom.factory.class" "org.apache.flink.metrics.prometheus.PrometheusReporterFactory"
  "metrics.reporter.prom.port" "9249"
  "metrics.reporter.prom.filterLabelValueCharacters" "false"
  "classloader.parent-first-patterns.additional" "ai.djl.;com.sun.jna."
-}}
{{- if eq $f.stateBackend "rocksdb" -}}
{{- $_ := set $c "execution.checkpointing.incremental" "true" -}}
{{- end -}}
{{- with $f.s3.endpoint }}{{- $_ := set $c "s3.endpoint" . -}}{{- end -}}
{{- with $f.s3.region }}{{- $_ := set $c "s3.endpoint.region" . -}}{{- end -}}
{{- if $f.s3.pathStyleAccess -}}{{- $_ := set $c "s3.path.style.access" "true" -}}{{- end -}}
{{- if $f.autoscaler.enabled -}}
{{- $_ := set $c "jobmanager.scheduler" "adaptive" -}}
{{- $_ := set $c "job.autoscaler.enabled" "true" -}}
{{- $_ := set $c "job.autoscaler.scaling.enabled" (toString $f.autoscaler.scaling) -}}
{{- range $key, $value := $f.autoscaler.settings -}}
{{- $_ := set $c (printf "job.autoscaler.%s" $key) $value -}}
{{- end -}}
{{- end -}}
{{- if gt (int $f.gpu.perTaskManager) 0 -}}
{{- $_ := set $c "external-resources" "gpu" -}}
{{- $_ := set $c "external-resource.gpu.driver-factory.class" "org.apache.flink.externalresource.gpu.GPUDriverFactory" -}}
{{- $_ := set $c "external-resource.gpu.amount" (toString $f.gpu.perTaskManager) -}}
{{- $_ := set $c "external-resource.gpu.kubernetes.config-key" $f.gpu.resource -}}
{{- end -}}
{{- toYaml (mergeOverwrite $c (deepCopy $f.configuration)) -}}
{{- end -}}

{{/* The command line of `evalstream run`, as a list. */}}
{{- define "evalstream.runArguments" -}}
{{- $k := .Values.kafka -}}
{{- $args := list "run" -}}
{{- range $file, $plan := .Values.plans -}}
{{- $args = concat $args (list "--plan" (printf "/etc/evalstream/plans/%s.yaml" $file)) -}}
{{- end -}}
{{- $args = concat $args (list
  "--bootstrap-servers" $k.bootstrapServers
  "--kafka-config" "/etc/evalstream/kafka/client.properties"
  "--format" $k.format
  "--group-id" (include "evalstream.groupId" .)
  "--delivery" $k.delivery
  "--start" $k.start
  "--idleness" $k.idleness
  "--drift" $k.drift
  "--checkpoint-interval" .Values.flink.checkpointInterval
  "--predictions-topic" $k.topics.predictions
  "--labels-topic" $k.topics.labels
  "--metrics-topic" $k.topics.metrics
  "--dead-letters-topic" $k.topics.deadLetters
  "--diagnostics-topic" $k.topics.diagnostics) -}}
{{- with $k.topics.latest }}{{- $args = concat $args (list "--latest-topic" .) -}}{{- end -}}
{{- with $k.topics.unmatched }}{{- $args = concat $args (list "--unmatched-topic" .) -}}{{- end -}}
{{- with $k.predictionsFormat }}{{- $args = concat $args (list "--predictions-format" .) -}}{{- end -}}
{{- with $k.labelsFormat }}{{- $args = concat $args (list "--labels-format" .) -}}{{- end -}}
{{- with $k.outputFormat }}{{- $args = concat $args (list "--output-format" .) -}}{{- end -}}
{{- $formats := list $k.format $k.predictionsFormat $k.labelsFormat $k.outputFormat -}}
{{- if $k.schemaRegistry -}}
{{- $args = concat $args (list "--schema-registry" $k.schemaRegistry) -}}
{{- else if has "registry" $formats -}}
{{- fail "kafka: a format is 'registry', but kafka.schemaRegistry is empty; set it to the address of the registry, such as http://registry:8081" -}}
{{- end -}}
{{- toYaml $args -}}
{{- end -}}

{{- define "evalstream.flinkEnv" -}}
{{- with .Values.flink.s3.secret }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef: {name: {{ . }}, key: access-key}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef: {name: {{ . }}, key: secret-key}
{{- end }}
{{- with .Values.flink.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* On which nodes task managers run. */}}
{{- define "evalstream.taskManagerPlacement" -}}
{{- with .Values.flink.taskManager -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
{{- end -}}

{{/* The two folders of the config map. */}}
{{- define "evalstream.configVolumes" -}}
- name: plans
  configMap:
    name: {{ include "evalstream.configName" . }}
    items:
      {{- range $file, $plan := .Values.plans }}
      - {key: {{ $file }}.yaml, path: {{ $file }}.yaml}
      {{- end }}
- name: kafka-client
  configMap:
    name: {{ include "evalstream.configName" . }}
    items:
      - {key: client.properties, path: client.properties}
{{- end -}}

{{/* The command line of `evalstream export`, as a list. */}}
{{- define "evalstream.exportArguments" -}}
{{- $args := list "export"
  "--bootstrap-servers" .Values.kafka.bootstrapServers
  "--kafka-config" "/etc/evalstream/kafka/client.properties"
  "--topic" (include "evalstream.reportsTopic" .)
  "--format" (include "evalstream.outputFormat" .)
  "--port" "9464" -}}
{{- with .Values.kafka.schemaRegistry }}{{- $args = concat $args (list "--schema-registry" .) -}}{{- end -}}
{{- toYaml (concat $args .Values.exporter.args) -}}
{{- end -}}
