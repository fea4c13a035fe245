export {
  createPowerCutFileSystem,
  type PowerCutFileSystem,
  type PowerCutOptions,
  type RestartOptions,
} from './power-cut/power-cut-file-system.ts';
export { withoutSyncs, type SyncCall } from './power-cut/without-syncs.ts';
export { keyValueContract, type KeyValueCase, type KeyValueSubject } from './key-value/key-value-contract.ts';
export { queueContract, type QueueCase, type QueueSubject } from './queue/queue-contract.ts';
