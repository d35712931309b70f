/** What an agent's OpenTelemetry SDK is told. The key stands for itself: it is printed once, when it is made. */
export const agentVariables = (address: string): string =>
  [
    `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${address}/v1/traces`,
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf',
    'OTEL_EXPORTER_OTLP_TRACES_HEADERS=Authorization=Bearer%20KEY',
    'OTEL_SERVICE_NAME=checkout-agent',
    'OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental',
  ].join('\n')

export const keyCommand = (workspace: string): string =>
  `npm run --silent cli -- keys create --data DIR --workspace ${workspace} --name checkout-agent --role runner`

export const alertmanagerReceiver = (address: string): string =>
  [
    'receivers:',
    '  - name: countersign',
    '    webhook_configs:',
    `      - url: ${address}/api/v1/alerts`,
    '        http_config:',
    '          authorization: { type: Bearer, credentials: KEY }',
  ].join('\n')
