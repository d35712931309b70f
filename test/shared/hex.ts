export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
export const fromBase64Text = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
