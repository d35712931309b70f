import type { Surface, SurfaceRelease } from '../../../deploys-api.ts'

/** By the promise of the deploy-gating document; what the others take is measured, and told as measured. */
const promised: ReadonlySet<Surface['host']> = new Set(['heroku', 'cloudflare-pages'])
export const promiseSeconds = 120

export const isPromised = ({ host }: Pick<Surface, 'host'>): boolean => promised.has(host)

/** `v30 (abc1234)`; where the host calls a release by its commit or does not know it, one name is enough. */
export function releaseWords({ id, sha }: Pick<SurfaceRelease, 'id' | 'sha'>): string {
  // Of Cloudflare Pages it is a name of 36 letters: its first part is what people compare.
  const name = id.length > 16 ? id.slice(0, 8) : id
  return sha === null || sha.startsWith(id) ? name : `${name} (${sha.slice(0, 7)})`
}

/** What a press leads to, before it is pressed. `app`: to what it is done. */
export function effectWords(surface: Pick<Surface, 'app' | 'in_flight'>, release: SurfaceRelease): string {
  const stops = surface.in_flight.some(({ kind }) => kind === 'deploy') ? 'stop the deploy and roll back' : 'roll back'
  return `${stops} ${surface.app} to ${releaseWords(release)}`
}

/** How long it may take, as far as it is promised or was measured. */
export function howLong({ host, rollback: { last_seconds } }: Pick<Surface, 'host' | 'rollback'>): string {
  const measured = last_seconds === null ? 'none was measured yet' : `the last took ${secondsWords(last_seconds)}`
  return isPromised({ host }) ? `Under two minutes; ${measured}.` : `No time is promised here; ${measured}.`
}

export const secondsWords = (seconds: number): string => {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** `0:07`, `1:02:10`: what has passed, rounded down. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

type Offered = Pick<Surface, 'commands' | 'rollback' | 'in_flight' | 'running'>
export type RollbackOffer =
  | { kind: 'hold'; to: SurfaceRelease; asleep: string | null }
  /** One press leads nowhere now: it was rolled back, or there is none before. A release that is named may be gone back to. */
  | { kind: 'choose'; why: string; asleep: string | null }

/** `here`: why nothing can be asked of the server at all. `asked`: what this page has asked for and knows no end of. */
export function offerOf(
  surface: Offered,
  { here, asked }: { here: string | null; asked: 'asking' | 'begun' | null },
): RollbackOffer {
  const { rollback, in_flight } = surface
  const command = surface.commands.find(({ name }) => name === 'rollback')
  const denied = command?.enabled === true ? null : (command?.reason ?? 'The server does not offer this here.')
  const going = in_flight.some(({ kind }) => kind === 'rollback')
  const twice =
    asked === 'asking'
      ? 'It was asked for: waiting for the server’s answer'
      : asked === 'begun' || going
        ? 'A rollback of this surface is under way: it does not begin twice'
        : null
  const asleep = here ?? denied ?? twice
  if (rollback.to !== null && (rollback.enabled || denied !== null || twice !== null))
    return { kind: 'hold', to: rollback.to, asleep }
  return { kind: 'choose', why: whyChoose(surface), asleep }
}

/** A host that was not heard of is no host without releases. */
export function whyChoose({ rollback, running }: Pick<Surface, 'rollback' | 'running'>): string {
  if (rollback.to === null && running.observed_at === null)
    return running.error ?? 'What its host can go back to is not known yet: it is being asked.'
  return rollback.reason ?? 'There is no release before this one.'
}
