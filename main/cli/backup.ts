export function backupCommands(): void {}
