import { useMutation } from '@tanstack/react-query'
import { type FleetSettingsView, fleetApi } from '../../../fleet-api.ts'
import { fleetKeys, refreshFleet } from '../../../state/fleet.ts'
import { queryClient } from '../../../state/queries.ts'

type Change = Parameters<typeof fleetApi.putSettings>[0]

/** One part of the settings is changed; the others stay as they are at the server. */
export const usePutSettings = (done: (after: FleetSettingsView) => void) =>
  useMutation({
    mutationFn: (change: Change) => fleetApi.putSettings(change),
    onSuccess(after) {
      queryClient.setQueryData(fleetKeys.settings, after)
      done(after)
    },
    onSettled: () => void refreshFleet(),
  })
