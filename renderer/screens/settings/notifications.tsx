import { Button } from '../../components/button.tsx'
import { Mark } from '../../components/mark.tsx'
import { Section } from '../../components/section.tsx'
import { areOn, switchNoticesOff, switchNoticesOn, useNoticeChoice } from '../../state/web-notices.ts'

const says =
  'Shown when something needs your approval, two minutes before a proposal runs out that you could decide or take back, when glass was broken and you may review it, and for every alert. A click opens the row; nothing can be decided from the notification itself.'

export function NotificationsPart() {
  return (
    <Section title="Notifications" says={says}>
      {window.desktop === undefined ? (
        <InBrowser />
      ) : (
        <p className="max-w-160">
          <Mark means="ok">On, by this program</Mark>
          <span className="mt-1 block text-muted">
            Whether and how they appear is set in the operating system’s own settings for Countersign.
          </span>
        </p>
      )}
    </Section>
  )
}

function InBrowser() {
  const choice = useNoticeChoice()
  if (choice.permission === 'impossible')
    return (
      <Mark means="warn">
        Not possible here: this browser shows none, or not for pages that came over plain http from another machine.
      </Mark>
    )
  if (areOn(choice))
    return (
      <div className="flex flex-wrap items-center gap-3">
        <Mark means="ok">On, in this browser, for as long as the console is open in a tab</Mark>
        <Button onClick={switchNoticesOff}>Switch notifications off</Button>
      </div>
    )
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Mark means="neutral">Off</Mark>
      <Button onClick={() => void switchNoticesOn()}>Switch notifications on</Button>
      {choice.permission === 'denied' && (
        <p role="status" className="w-full text-s text-warn">
          The browser blocks them for this address. Allow them in its settings for this page, then switch them on here.
        </p>
      )}
    </div>
  )
}
