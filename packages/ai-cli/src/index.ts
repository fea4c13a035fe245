export { exitCodes, runCli, type CliOptions } from './program/run-cli.ts';
export { findPackages, type CommandPackage } from './commands/find-packages.ts';
export { loadCommands, type CommandSet, type InstalledCommand } from './commands/load-commands.ts';
