{{/* The name of everything; Flink takes at most 45 characters as a cluster id. */}}
{{- define "evalstream.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 45 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 45 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "evalstream.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "evalstream.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "evalstream.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "evalstream.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}

{{- define "evalstream.toolsImage" -}}
{{ default (printf "%s-tools" .Values.image.repository) .Values.toolsImage.repository }}:{{ default (default .Chart.AppVersion .Values.image.tag) .Values.toolsImage.tag }}
{{- end -}}

{{- define "evalstream.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "evalstream.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "evalstream.groupId" -}}
{{- default (include "evalstream.fullname" .) .Values.kafka.groupId -}}
{{- end -}}

{{/* Where a secret's keys are, as files, in every container that talks to Kafka. */}}
{{- define "evalstream.secretPath" -}}/etc/evalstream/secret{{- end -}}

{{/* One file for each plan. It is JSON, which is YAML, since Helm would write large whole numbers as 1e+06 in YAML. */}}
{{- define "evalstream.plans" -}}
{{- range $file, $plan := .Values.plans }}
{{ $file }}.yaml: |
{{ toPrettyJson $plan | indent 2 }}
{{- end }}
{{- end -}}

{{/* Settings of Kafka's clients, with the provider through which they read the secret for themselves. */}}
{{- define "evalstream.kafkaClient" -}}
{{- $path := include "evalstream.secretPath" . -}}
{{- if .Values.kafka.secret -}}
config.providers=secret
config.providers.secret.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
config.providers.secret.param.allowed.paths={{ $path }}
{{ end -}}
{{- range $key, $value := .Values.kafka.properties -}}
{{- if and (contains "${secret:" $value) (not $.Values.kafka.secret) -}}
{{- fail (printf "kafka.properties.%s is '%s', which names a key of a secret, but kafka.secret is empty; set it to the name of a Secret in the namespace of the release" $key $value) -}}
{{- end -}}
{{ $key }}={{ $value | replace "\\" "\\\\" | replace "${secret:" (printf "${secret:%s:" $path) }}
{{ end -}}
{{- end -}}

{{/*
Plans and client settings are in a config map that is named by what it holds and never changes: a job reads what it was
deployed with, however often its pods start again, and a roll-back finds what it needs.
*/}}
{{- define "evalstream.configName" -}}
{{- $hash := printf "%s\n%s" (include "evalstream.plans" .) (include "evalstream.kafkaClient" .) | sha256sum | trunc 10 -}}
{{ include "evalstream.fullname" . }}-config-{{ $hash }}
{{- end -}}

{{- define "evalstream.podSecurity" -}}
runAsNonRoot: true
runAsUser: 9999
runAsGroup: 9999
fsGroup: 9999
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "evalstream.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The part of a storage address that is the same for all, without a slash at the end. */}}
{{- define "evalstream.storage" -}}
{{ trimSuffix "/" .Values.flink.storage }}/{{ include "evalstream.fullname" . }}
{{- end -}}

{{/* What the readers of reports read. */}}
{{- define "evalstream.reportsTopic" -}}
{{- .Values.exporter.topic | default .Values.kafka.topics.latest | default .Values.kafka.topics.metrics -}}
{{- end -}}

{{- define "evalstream.outputFormat" -}}
{{- default .Values.kafka.format .Values.kafka.outputFormat -}}
{{- end -}}

{{/* A length of time such as 7d or 12h in milliseconds; -1 is for ever. */}}
{{- define "evalstream.milliseconds" -}}
{{- if eq . "-1" -}}
-1
{{- else -}}
{{- $units := dict "s" 1000 "m" 60000 "h" 3600000 "d" 86400000 -}}
{{- mul (regexFind "^[0-9]+" . | int64) (get $units (regexFind "[smhd]$" .) | int64) -}}
{{- end -}}
{{- end -}}
