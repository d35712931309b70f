import { useCallback, useState } from 'react'

const key = 'countersign.drills.outlook'

/** In a low window the table needs the room more. */
const roomy = 760
const isShown = (): boolean => {
  const kept = localStorage.getItem(key)
  return kept === null ? innerHeight >= roomy : kept === 'shown'
}

/** Whether what is ahead is on the screen, as the operator left it. */
export function useOutlookShown(): [boolean, () => void] {
  const [shown, setShown] = useState(isShown)
  const toggle = useCallback(() => {
    setShown((now) => {
      localStorage.setItem(key, now ? 'hidden' : 'shown')
      return !now
    })
  }, [])
  return [shown, toggle]
}
