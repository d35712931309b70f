import type { Random } from '../../torture/random.ts'
import type { Schema } from './document.ts'

const words = ['checkout', 'Checkout is slow', 'https://hooks.example/x', '2026-11-21T10:00:00.000Z', '1']

/** Something that a schema allows, or nearly so. */
export function sampleOf(schema: Schema, random: Random): unknown {
  const { enum: values, properties, required = [], items, anyOf, oneOf } = schema
  const choice = anyOf ?? oneOf
  if (choice) return sampleOf(random.pick(choice), random)
  if (schema.const !== undefined) return schema.const
  if (values) return random.pick(values)
  const type = typeof schema.type === 'object' ? random.pick(schema.type) : schema.type
  switch (type) {
    case 'object': {
      const wanted = Object.entries(properties ?? {}).filter(([key]) => required.includes(key) || random.chance(0.5))
      return Object.fromEntries(wanted.map(([key, each]) => [key, sampleOf(each, random)]))
    }
    case 'array':
      return items ? [sampleOf(items, random)] : []
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return random.chance(0.5)
    case 'null':
      return null
    default:
      return random.pick(words)
  }
}

/** Names of the properties that take any text, and so could take an id. */
export const textsIn = (schema: Schema | undefined): string[] =>
  Object.entries(schema?.properties ?? {})
    .filter(
      ([, { type, enum: values }]) =>
        !values && (type === 'string' || (Array.isArray(type) && type.includes('string'))),
    )
    .map(([name]) => name)
