// The kinds of objects that we know by name, in the versions that every supported cluster serves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kube/object.hpp"

namespace chatops::kube::resources {

// clang-format off
inline Resource pods() { return {"", "v1", "pods", "Pod"}; }
inline Resource services() { return {"", "v1", "services", "Service"}; }
inline Resource secrets() { return {"", "v1", "secrets", "Secret"}; }
inline Resource config_maps() { return {"", "v1", "configmaps", "ConfigMap"}; }
inline Resource namespaces() { return {"", "v1", "namespaces", "Namespace", false}; }
inline Resource nodes() { return {"", "v1", "nodes", "Node", false}; }
inline Resource events() { return {"", "v1", "events", "Event"}; }
inline Resource service_accounts() { return {"", "v1", "serviceaccounts", "ServiceAccount"}; }
inline Resource volume_claims() { return {"", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"}; }
inline Resource quotas() { return {"", "v1", "resourcequotas", "ResourceQuota"}; }
inline Resource limit_ranges() { return {"", "v1", "limitranges", "LimitRange"}; }
inline Resource endpoint_slices() { return {"discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"}; }
inline Resource deployments() { return {"apps", "v1", "deployments", "Deployment"}; }
inline Resource replica_sets() { return {"apps", "v1", "replicasets", "ReplicaSet"}; }
inline Resource stateful_sets() { return {"apps", "v1", "statefulsets", "StatefulSet"}; }
inline Resource daemon_sets() { return {"apps", "v1", "daemonsets", "DaemonSet"}; }
inline Resource jobs() { return {"batch", "v1", "jobs", "Job"}; }
inline Resource cron_jobs() { return {"batch", "v1", "cronjobs", "CronJob"}; }
inline Resource ingresses() { return {"networking.k8s.io", "v1", "ingresses", "Ingress"}; }
inline Resource ingress_classes() { return {"networking.k8s.io", "v1", "ingressclasses", "IngressClass", false}; }
inline Resource network_policies() { return {"networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"}; }
inline Resource autoscalers() { return {"autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"}; }
inline Resource roles() { return {"rbac.authorization.k8s.io", "v1", "roles", "Role"}; }
inline Resource role_bindings() { return {"rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"}; }
inline Resource leases() { return {"coordination.k8s.io", "v1", "leases", "Lease"}; }
inline Resource validating_webhooks() { return {"admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false}; }
inline Resource mutating_webhooks() { return {"admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false}; }
inline Resource access_reviews() { return {"authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false}; }
inline Resource self_reviews() { return {"authentication.k8s.io", "v1", "selfsubjectreviews", "SelfSubjectReview", false}; }
// clang-format on

}  // namespace chatops::kube::resources
