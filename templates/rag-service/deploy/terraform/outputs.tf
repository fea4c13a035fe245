output "namespace" {
  description = "Where to deploy the manifests."
  value       = kubernetes_namespace_v1.this.metadata[0].name
}

output "corpus_claim" {
  description = "The claim whose volume the ingestion reads."
  value       = kubernetes_persistent_volume_claim_v1.corpus.metadata[0].name
}
