/** What whoever asked can do about a reply that did not come, by the problem's code. */
export function adviceFor(code: string): string {
  switch (code) {
    case 'provider_refused':
      return 'Look at the key and the model under Settings, AI assistant; “Test” there asks the provider directly.'
    case 'provider_unreachable':
      return 'The provider did not answer this machine. Ask again in a moment; if it stays so, test it under Settings, AI assistant.'
    case 'rate_limited':
      return 'Wait a moment, then ask again.'
    case 'permission_denied':
      return 'Ask somebody who answers for the roles here.'
    case 'not_found':
      return 'The chat may have been deleted in another window. A new one takes the same question.'
    default:
      return 'Ask again. If it happens twice, tell whoever answers for the server.'
  }
}
