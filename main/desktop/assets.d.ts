/** electron-vite copies the file beside the bundle and answers its path. */
declare module '*?asset' {
  const path: string
  export default path
}
