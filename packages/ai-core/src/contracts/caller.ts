/** Ids match `[^\s:]{1,256}`. An agent acting for a user carries itself as `actor`; rights are the intersection of both. */
export interface Principal {
  readonly kind: 'user' | 'service' | 'anonymous';
  readonly tenant: string;
  readonly subject: string;
  readonly groups: readonly string[];
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly actor?: Principal | undefined;
}
/** Turns a credential into a Principal or throws `unauthenticated`; with `createServicePrincipal` the only way to one. */
export interface PrincipalResolver<Credential> {
  resolve(credential: Credential, options: { readonly signal?: AbortSignal | undefined }): Promise<Principal>;
}
/** Everything that travels with a call: who asks, until when, and for what. */
export interface CallContext {
  readonly principal: Principal;
  readonly requestId: string;
  readonly signal?: AbortSignal | undefined;
  /** On `Clock.monotonicMs`; across processes the remaining time travels. */
  readonly deadlineMs?: number | undefined;
  readonly conversation?: string | undefined;
  readonly priority?: 'interactive' | 'batch' | undefined;
  readonly feature?: string | undefined;
  readonly release?: string | undefined;
  readonly purpose?: string | undefined;
  readonly residency?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** W3C trace context, for callers without an OpenTelemetry SDK. */
  readonly traceparent?: string | undefined;
}
