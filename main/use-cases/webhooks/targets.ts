import { BlockList, isIP } from 'node:net'

/**
 * Where a webhook may lead. Whoever may add webhooks is not always who runs the server, and must not be able to make it
 * ask what only it can reach: so private networks are for the operator to open, and some addresses nobody's.
 */
export type TargetPolicy = { privateNetworks: boolean }

const blockList = (...ranges: readonly [network: string, prefix: number][]): BlockList => {
  const list = new BlockList()
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4')
  return list
}

/** Link-local (where clouds keep their credentials), multicast, and what is no address of any host. */
const never = blockList(
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 3],
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['ff00::', 8],
)
const internal = blockList(
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['::1', 128],
  ['fc00::', 7],
)

const holds = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

const openPrivate = 'whoever runs the server allows that with `webhooks: {"private_networks": true}`'

/** Why a webhook may not be sent to this address, if so. Asked of the very address that is connected to. */
export function addressFault(address: string, protocol: string, { privateNetworks }: TargetPolicy): string | undefined {
  if (isIP(address) === 0) return 'its host has no address'
  if (holds(never, address) || holds(never, embedded(address))) return 'its address is none that may be asked'
  const isInternal = holds(internal, address) || holds(internal, embedded(address))
  if (isInternal && !privateNetworks) return `its address is in a private network: ${openPrivate}`
  if (!isInternal && protocol === 'http:') return 'plain http is only for private networks; use https'
  return undefined
}

/** NAT64 and 6to4 carry an IPv4 address inside: what counts is where it leads. */
function embedded(address: string): string {
  if (isIP(address) !== 6) return address
  const groups = fullGroups(address)
  const [first = 0, second = 0, third = 0] = groups
  if (first === 0x2002) return dotted(second, third)
  if (first === 0x64 && second === 0xff9b) return dotted(groups[6] ?? 0, groups[7] ?? 0)
  return address
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')

function fullGroups(address: string): number[] {
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [head = '', tail] = plain.split('::')
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  if (tail === undefined) return parse(head)
  const [before, after] = [parse(head), parse(tail)]
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

/** What can be said of an address before it is used. Names are asked about each time that something is sent. */
export function urlFault(text: string, policy: TargetPolicy): string | undefined {
  const url = URL.parse(text)
  if (!url) return 'expected an address that begins with https://'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'expected an address that begins with https://'
  if (url.username !== '' || url.password !== '')
    return 'expected no user name or password in it: deliveries are signed'
  if (url.hash !== '') return 'expected no fragment (#…): it is never sent'
  const host = hostOf(url)
  if (isIP(host) !== 0) return addressFault(host, url.protocol, policy)
  if (host === 'localhost' || host.endsWith('.localhost')) return addressFault('127.0.0.1', url.protocol, policy)
  if (url.protocol === 'http:' && !policy.privateNetworks)
    return `expected https; plain http is for private networks, and ${openPrivate}`
  return undefined
}

export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')
