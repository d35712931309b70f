/** What the OpenTelemetry SDKs of all languages read. The key is made with `countersign keys create`, and is no part of this page. */
export const variablesFor = (address: string): readonly { name: string; value: string }[] => [
  { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: address.replace(/\/+$/, '') },
  { name: 'OTEL_EXPORTER_OTLP_HEADERS', value: 'Authorization=Bearer%20YOUR-KEY' },
]
