/** A real program that service suites talk to. */
export interface Service {
  readonly programs: readonly string[];
  readonly debianPackage: string;
}
export declare const services: Readonly<Record<string, Service>>;
export declare function findServices(): Map<string, string>;
export declare function requiredServices(): string[];
