/** How every process of the test opens the queue: a worker that is killed is noticed soon. */
export const queueSettings = { name: 'ingest-t', leaseMs: 500, maxAttempts: 5, backoffMs: 20 } as const;
