{{/* A name of at most 63 letters. */}}
{{- define "language.name" -}}
{{- printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "language.labels" -}}
app: {{ include "language.name" . }}
chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- range $key, $value := .Values.labels }}
{{ $key }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "language.depth" -}}
{{- if gt (int .) 0 }}{{ . }}{{ include "language.depth" (sub (int .) 1) }}{{ end -}}
{{- end -}}

{{- define "language.empty" }}{{ end }}
