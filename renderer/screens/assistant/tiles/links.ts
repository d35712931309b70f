export const linkToTrace = (id: string): string => `#/traces/${encodeURIComponent(id)}`
export const linkToAction = (id: string): string => `#/deployments?open=${encodeURIComponent(id)}`
