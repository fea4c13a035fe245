variable "namespace" {
  description = "Namespace of the service. The manifests of deploy/kubernetes name the same."
  type        = string
  default     = "rag-service"

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace must be a DNS label: lower-case letters, digits and hyphens."
  }
}

variable "database_url" {
  description = "Address of PostgreSQL with pgvector, with user and password."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^postgres(ql)?://[^/]+/.+", var.database_url))
    error_message = "database_url must be postgres://user:password@host/database."
  }

  validation {
    condition     = can(regex("[?&]sslmode=(require|verify-ca|verify-full)(&|$)", var.database_url))
    error_message = "database_url must ask for TLS: add sslmode=verify-full."
  }
}

variable "model" {
  description = "Server and name of the model, or null for the extractive model."
  type = object({
    base_url = string
    name     = string
  })
  default = null

  validation {
    condition     = var.model == null || can(regex("^https?://", var.model.base_url))
    error_message = "model.base_url must be an http or https URL."
  }

  validation {
    condition     = var.model == null || length(try(trimspace(var.model.name), "")) > 0
    error_message = "model.name must name a model."
  }
}

variable "model_api_key" {
  description = "Key of the model's server, or null where it wants none."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.model_api_key == null || var.model != null
    error_message = "model_api_key needs a model."
  }
}

variable "corpus_size" {
  description = "Size of the volume that the ingestion reads."
  type        = string
  default     = "10Gi"

  validation {
    condition     = can(regex("^[1-9][0-9]*(Mi|Gi|Ti)$", var.corpus_size))
    error_message = "corpus_size must be a quantity such as 10Gi."
  }
}

variable "corpus_storage_class" {
  description = "Storage class of that volume, or null for the cluster's default."
  type        = string
  default     = null
}

variable "limits" {
  description = "What the whole namespace may request."
  type = object({
    cpu    = number
    memory = string
    pods   = number
  })
  default = {
    cpu    = 12
    memory = "24Gi"
    pods   = 30
  }

  validation {
    condition     = var.limits.cpu >= 1 && var.limits.pods >= 4
    error_message = "limits must leave room for two replicas, a canary and the ingestion: cpu of at least 1, pods of at least 4."
  }
}
