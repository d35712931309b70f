import { count } from '../components/clock.ts'
import { useDeployNews, useSurfaces } from '../state/deploys.ts'

/** How many deploys are under way; red while a surface is unwell after one, or a broken glass was not looked at. */
export function DeploysCount() {
  useDeployNews()
  const { data } = useSurfaces()
  if (data === undefined) return null
  const going = data.items.reduce((sum, { in_flight }) => sum + in_flight.length, 0)
  const red = data.items.filter(({ alert, open_reviews }) => alert !== null || open_reviews.length > 0).length
  if (going + red === 0) return null
  const hot = red > 0 ? 'border-bad bg-bad-bg text-bad' : 'border-line-strong bg-raised text-muted'
  const says = [
    ...(going > 0 ? [`${count(going)} under way`] : []),
    ...(red > 0 ? [`${count(red)} with an alert or an open review`] : []),
  ]
  return (
    <span className={`ml-auto rounded-full border px-1.5 text-xs leading-[1.5] font-normal ${hot}`}>
      <span aria-hidden>{count(going + red)}</span>
      <span className="sr-only">, {says.join(', ')}</span>
    </span>
  )
}
