import type { Rail, Stage } from '../rail/rail.ts';

/** What every rail of this folder may be told. */
export interface OutputRailOptions {
  /** Names the rail in findings. @defaultValue the name of the factory without "Rail" */
  readonly id?: string | undefined;
  /** @defaultValue output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

/** The figures that all rails have, with their defaults. */
export function railBase(
  options: OutputRailOptions,
  id: string,
  stages: readonly Stage[] = ['output'],
): Pick<Rail, 'id' | 'stages' | 'mode' | 'onError'> {
  return {
    id: options.id ?? id,
    stages: options.stages ?? stages,
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
  };
}
