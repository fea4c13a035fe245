# What the manifests of deploy/kubernetes expect to find: a namespace that lets nothing privileged in, secrets, and the volume of documents.
# The service itself is deployed by kubectl apply -k, so that a release needs no right to change any of this.

resource "kubernetes_namespace_v1" "this" {
  metadata {
    name = var.namespace

    labels = {
      "pod-security.kubernetes.io/enforce" = "restricted"
      "pod-security.kubernetes.io/warn"    = "restricted"
    }
  }
}

resource "kubernetes_resource_quota_v1" "this" {
  metadata {
    name      = "rag-service"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  spec {
    hard = {
      "requests.cpu"    = tostring(var.limits.cpu)
      "requests.memory" = var.limits.memory
      pods              = tostring(var.limits.pods)
    }
  }
}

resource "kubernetes_secret_v1" "database" {
  metadata {
    name      = "rag-service-database"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  data = {
    url = var.database_url
  }
}

resource "kubernetes_secret_v1" "model" {
  count = var.model == null ? 0 : 1

  metadata {
    name      = "rag-service-model"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  data = merge(
    {
      OPENAI_BASE_URL = var.model.base_url
      OPENAI_MODEL    = var.model.name
    },
    var.model_api_key == null ? {} : { OPENAI_API_KEY = var.model_api_key },
  )
}

resource "kubernetes_persistent_volume_claim_v1" "corpus" {
  # Bound when the first ingestion is scheduled.
  wait_until_bound = false

  metadata {
    name      = "rag-service-corpus"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  spec {
    access_modes       = ["ReadWriteOnce"]
    storage_class_name = var.corpus_storage_class

    resources {
      requests = {
        storage = var.corpus_size
      }
    }
  }
}
