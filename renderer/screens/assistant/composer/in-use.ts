import type { Provider, Providers } from '../../../assistant-api.ts'

const isUsable = ({ configured, central }: Provider): boolean => configured || central

/** The provider to which questions go. */
export const providerInUse = ({ items }: Pick<Providers, 'items'>): Provider | undefined =>
  items.find((each) => each.active && isUsable(each)) ?? items.find(({ central }) => central)

/** Whether anybody would answer. The server decides; this only says it before one has asked. */
export const hasSpeaker = (providers: Pick<Providers, 'items' | 'scripted'>): boolean =>
  providers.scripted || providers.items.some(isUsable)

/** Whether it is the sample's script that answers. */
export const isScripted = (providers: Pick<Providers, 'items' | 'scripted'>): boolean =>
  providers.scripted && providerInUse(providers) === undefined
