import protobuf from 'protobufjs/light.js'
import { otlpDescriptor } from './otlp-descriptor.ts'

const root = protobuf.Root.fromJSON(otlpDescriptor)

export const exportRequest = root.lookupType('ExportTraceServiceRequest')
export const exportResponse = root.lookupType('ExportTraceServiceResponse')
export const rpcStatus = root.lookupType('Status')
