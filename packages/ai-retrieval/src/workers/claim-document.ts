import type { DocumentClaim, IngestState } from './ingest-state.ts';

/**
 * Claims a document for a delivery; false when it is outdated: a newer one has claimed the document, or a run that deletes what it does not bring has ended without it.
 * Called under the writer's lock and before anything is written: from then on nothing older is taken, also when this delivery is cut off before its own writing.
 */
export async function claimDocument(state: IngestState, document: string, offer: DocumentClaim): Promise<boolean> {
  const floor = await state.floor();
  let isClaimed = false;
  await state.changeClaim(document, (known) => {
    isClaimed = !isDeleted(offer, known, floor) && !(known !== undefined && isOutdated(offer, known));
    if (isClaimed) return { ...offer, ...later(offer, known) };
    // The run has seen the document, so that its end does not delete it.
    return known !== undefined && known.sequence < offer.sequence
      ? { ...known, sequence: offer.sequence, attempt: offer.attempt }
      : undefined;
  });
  return isClaimed;
}

/** Whether the run of the floor, which is not older, has ended without the document. */
function isDeleted(offer: DocumentClaim, known: DocumentClaim | undefined, floor: number): boolean {
  return offer.sequence <= floor && (known?.sequence ?? 0) < floor;
}

function isOutdated(offer: DocumentClaim, known: DocumentClaim): boolean {
  if (offer.version !== undefined && known.version !== undefined) return offer.version < known.version;
  return offer.sequence === known.sequence ? offer.attempt < known.attempt : offer.sequence < known.sequence;
}

/** The greater of both places in the order of deliveries. */
function later(offer: DocumentClaim, known: DocumentClaim | undefined): Pick<DocumentClaim, 'sequence' | 'attempt'> {
  const { sequence, attempt } = known !== undefined && known.sequence > offer.sequence ? known : offer;
  return { sequence, attempt };
}
