"""What can go wrong in a cluster, each as objects that make it go wrong for real, and what the cause finder is to answer.
Used by kube_cause_test.py, which also records the fixtures of tests/unit/kube/causes from a cluster.

SPDX-License-Identifier: Apache-2.0
"""
import os

NODE = "cause-node"  # a node without a machine: nothing but pods of these cases gets onto it
HOST_PORT = 39471
TAINT = "chatops-test/nobody"


def image() -> str:
    return os.environ["CHATOPS_TEST_REGISTRY"] + "/chatops-test/busybox:1"


def meta(name: str, **more) -> dict:
    return {"name": name, "labels": {"app.kubernetes.io/component": name}, **more}


def pod(*, container: dict | None = None, **spec) -> dict:
    plain = {"name": "main", "image": image(), "command": ["/bin/sh", "-c", "trap exit TERM; while :; do sleep 1; done"]}
    return {"terminationGracePeriodSeconds": 0, "containers": [plain | (container or {})], **spec}


def shell(script: str, **more) -> dict:
    return {"command": ["/bin/sh", "-c", script], **more}


def deployment(spec: dict, name: str = "web", **more) -> dict:
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta(name),
            "spec": {"selector": {"matchLabels": {"app.kubernetes.io/component": name}}, "replicas": 1,
                     "template": {"metadata": meta(name) | {"name": None}, "spec": spec}} | more}


def job(spec: dict, name: str = "migrate", **more) -> dict:
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta(name, **more),
            "spec": {"backoffLimit": 0, "template": {"metadata": meta(name) | {"name": None}, "spec": {"restartPolicy": "Never"} | spec}}}


def probe(kind: str, how: dict, **container) -> dict:
    return deployment(pod(container={f"{kind}Probe": how | {"periodSeconds": 1, "failureThreshold": 2}} | container))


def asks(**resources: str) -> dict:
    return {"resources": {"requests": resources}}


def env_from(kind: str, name: str, key: str) -> dict:
    return {"env": [{"name": "PASSWORD", "valueFrom": {kind + "KeyRef": {"name": name, "key": key}}}]}


def held_by(name: str) -> dict:
    return {"apiVersion": "v1", "kind": name, "metadata": meta("held", finalizers=["chatops.test/hold"])}


def policy(ns: str) -> list[dict]:
    """Refuses every pod of the namespace, in words of its own."""
    group = "admissionregistration.k8s.io"
    return [{"apiVersion": group + "/v1", "kind": "ValidatingAdmissionPolicy", "metadata": {"name": ns},
             "spec": {"failurePolicy": "Fail", "validations": [{"expression": "false", "message": "images need a digest"}],
                      "matchConstraints": {"resourceRules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"],
                                                              "resources": ["pods"]}]}}},
            {"apiVersion": group + "/v1", "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": ns},
             "spec": {"policyName": ns, "validationActions": ["Deny"],
                      "matchResources": {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": ns}}}}}]


def webhook(ns: str) -> list[dict]:
    """Nobody answers at its address."""
    return [{"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": {"name": ns},
             "webhooks": [{"name": "gate.chatops.test", "clientConfig": {"url": "https://127.0.0.1:9/gate"}, "sideEffects": "None",
                           "admissionReviewVersions": ["v1"], "failurePolicy": "Fail", "timeoutSeconds": 2,
                           "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}],
                           "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": ns}}}]}]


LOCKED_REGISTRY = "127.0.0.1:39472"  # answers 401; the test listens there
LAST_WORDS = "echo connecting to db:5432; echo token=s3cr3t-of-nobody; echo 'fatal: no route to db' >&2; "

# name -> (objects in the namespace, what the finder answers first: its reason, and arguments as they are or begin)
CASES: dict[str, tuple[list[dict], dict]] = {
    "image-not-found": ([deployment(pod(container={"image": image() + "-nowhere"}))],
                        {"reason": "image_not_found", "image": image() + "-nowhere"}),
    "image-registry-silent": ([deployment(pod(container={"image": "127.0.0.1:39999/team/api:1"}))],
                              {"reason": "image_registry_unreachable", "registry": "127.0.0.1:39999"}),
    "image-denied": ([deployment(pod(container={"image": LOCKED_REGISTRY + "/team/api:1"}))],
                     {"reason": "image_pull_denied", "registry": LOCKED_REGISTRY}),
    "pull-secret-missing": ([deployment(pod(container={"image": LOCKED_REGISTRY + "/team/api:1"}, imagePullSecrets=[{"name": "pull-from-team"}]))],
                            {"reason": "pull_secret_missing", "secret": "pull-from-team"}),
    "image-name-invalid": ([deployment(pod(container={"image": "Team/API::1"}))],
                           {"reason": "image_name_invalid", "image": "Team/API::1"}),
    "crash": ([deployment(pod(container=shell(LAST_WORDS + "exit 3")))],
              {"reason": "container_crashed", "exit": "3", "container": "main"}),
    "crash-by-signal": ([deployment(pod(container=shell("/bin/sh -c 'kill -SEGV $$$$'; exit $?")))], {"reason": "container_crashed", "signal": "SIGSEGV"}),
    "ends-at-once": ([deployment(pod(container=shell("exit 0")))], {"reason": "container_crashed", "exit": "0"}),
    "out-of-memory": ([deployment(pod(container={"command": ["/bin/tail", "/dev/zero"], "resources": {"limits": {"memory": "16Mi"}}}))],
                      {"reason": "container_out_of_memory", "limit": "16Mi"}),
    "command-not-found": ([deployment(pod(container={"command": ["/no/such/program"]}))],
                          {"reason": "container_cannot_start", "command": "/no/such/program"}),
    "command-not-permitted": ([deployment(pod(container={"command": ["/etc/hosts"]}))],
                              {"reason": "container_cannot_start", "command": "/etc/hosts"}),
    "readiness": ([probe("readiness", {"httpGet": {"path": "/healthz", "port": 8080}}, **shell("mkdir -p /www; exec httpd -f -p 8080 -h /www"))],
                  {"reason": "probe_failing", "probe": "readiness", "why": "HTTP probe failed with statuscode: 404"}),
    "liveness": ([probe("liveness", {"exec": {"command": ["/bin/sh", "-c", "echo queue is full; exit 1"]}})],
                 {"reason": "probe_failing", "probe": "liveness", "why": "queue is full"}),
    "startup": ([probe("startup", {"tcpSocket": {"port": 8080}})], {"reason": "probe_failing", "probe": "startup", "why": "dial tcp"}),
    "lacks-cpu": ([deployment(pod(container=asks(cpu="900")))], {"reason": "pod_unschedulable", "lacking": "cpu"}),
    "lacks-memory": ([deployment(pod(container=asks(memory="900Ti")))], {"reason": "pod_unschedulable", "lacking": "memory"}),
    "lacks-node": ([deployment(pod(nodeSelector={"disk": "fast"}, tolerations=[{"operator": "Exists"}]))], {"reason": "pod_unschedulable", "lacking": "node disk=fast"}),
    "tainted-node": ([deployment(pod(nodeSelector={"cause": "node"}))], {"reason": "pod_unschedulable", "lacking": "node cause=node, toleration"}),
    "host-port-taken": ([deployment(pod(container={"ports": [{"containerPort": 80, "hostPort": HOST_PORT}]}), replicas=2)],
                        {"reason": "pod_unschedulable", "lacking": f"host port {HOST_PORT}"}),
    "quota": ([{"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "team"}, "spec": {"hard": {"pods": "0"}}}, deployment(pod())],
              {"reason": "quota_exceeded", "quota": "team"}),
    "limit-range": ([{"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "team"},
                      "spec": {"limits": [{"type": "Container", "max": {"memory": "32Mi"}}]}},
                     deployment(pod(container={"resources": {"limits": {"memory": "64Mi"}}}))],
                    {"reason": "limits_violated", "why": "maximum memory usage per Container is 32Mi"}),
    "policy": ([deployment(pod())], {"reason": "admission_refused", "why": "ValidatingAdmissionPolicy"}),
    "webhook": ([deployment(pod())], {"reason": "admission_refused", "why": "failed calling webhook \"gate.chatops.test\""}),
    "pod-security": ([deployment(pod())], {"reason": "admission_refused", "why": "violates PodSecurity"}),
    "service-account-missing": ([deployment(pod(serviceAccountName="deployer"))],
                                {"reason": "needed_object_missing", "what": "serviceaccount/deployer"}),
    "volume-unbound": ([{"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"},
                         "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "fast-ssd", "resources": {"requests": {"storage": "1Gi"}}}},
                        deployment(pod(volumes=[{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]))],
                       {"reason": "volume_unbound", "claim": "data"}),
    "claim-missing": ([deployment(pod(volumes=[{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]))],
                      {"reason": "needed_object_missing", "what": "persistentvolumeclaim/data"}),
    "config-missing": ([deployment(pod(container=env_from("configMap", "settings", "url")))],
                       {"reason": "needed_object_missing", "what": "configmap/settings"}),
    "secret-missing": ([deployment(pod(container=env_from("secret", "database", "password")))],
                       {"reason": "needed_object_missing", "what": "secret/database"}),
    "secret-key-missing": ([{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "database"}, "stringData": {"user": "app"}},
                            deployment(pod(container=env_from("secret", "database", "password")))],
                           {"reason": "needed_key_missing", "what": "secret/database", "key": "password"}),
    "mounted-secret-missing": ([deployment(pod(volumes=[{"name": "tls", "secret": {"secretName": "certificate"}}],
                                               container={"volumeMounts": [{"name": "tls", "mountPath": "/tls"}]}))],
                               {"reason": "needed_object_missing", "what": "secret/certificate"}),
    "init-container": ([deployment(pod(initContainers=[{"name": "wait-db", "image": image(), **shell("echo db is not there; exit 2")}]))],
                       {"reason": "init_container_failed", "container": "wait-db", "exit": "2"}),
    "hook": ([job(pod(container=shell("echo 'ERROR: relation users exists'; exit 4")), annotations={"helm.sh/hook": "pre-upgrade"})],
             {"reason": "hook_failed", "hook": "pre-upgrade", "exit": "4"}),
    "job": ([job(pod(container=shell("exit 5")))], {"reason": "job_failed", "exit": "5"}),
    "evicted": ([deployment(pod(container=shell("dd if=/dev/zero of=/d/x bs=1M count=8; sleep 600", volumeMounts=[{"name": "d", "mountPath": "/d"}]),
                                volumes=[{"name": "d", "emptyDir": {"sizeLimit": "1Mi"}}]))],
                {"reason": "pod_evicted", "why": "Usage of EmptyDir volume \"d\" exceeds the limit \"1Mi\""}),
    "progress-deadline": ([deployment(pod(readinessGates=[{"conditionType": "chatops.test/approved"}]), progressDeadlineSeconds=5)],
                          {"reason": "rollout_stalled"}),
    "finalizer": ([held_by("ConfigMap"), {"apiVersion": "v1", "kind": "Pod", "metadata": meta("held", finalizers=["chatops.test/hold"]), "spec": pod()}],
                  {"reason": "deletion_held", "finalizer": "chatops.test/hold"}),
    "node-not-ready": ([deployment(pod(nodeName=NODE, tolerations=[{"operator": "Exists"}]))],
                       {"reason": "node_not_ready", "node": NODE}),
    "healthy": ([deployment(pod())], {}),
}

SECURED = {"pod-security"}
EXTRA = {"policy": policy, "webhook": webhook}


def node() -> dict:
    much = {"cpu": "4", "memory": "4Gi", "pods": "110", "ephemeral-storage": "9Gi"}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": NODE, "labels": {"cause": "node"}},
            "spec": {"taints": [{"key": TAINT, "effect": "NoSchedule"}]},
            "status": {"capacity": much, "allocatable": much,
                       "conditions": [{"type": "Ready", "status": "False", "reason": "KubeletNotReady", "message": "container runtime is down"}]}}


def cluster_objects(prefix: str) -> list[dict]:
    """What has to be there before the workloads: namespaces, the node, policies."""
    out = [node()]
    for name in CASES:
        labels = {"chatops-test": "causes"} | ({"pod-security.kubernetes.io/enforce": "restricted"} if name in SECURED else {})
        out.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": prefix + name, "labels": labels}})
        if name in EXTRA:
            out += EXTRA[name](prefix + name)
    return out


def workloads(prefix: str) -> list[dict]:
    out = []
    for name, (objects, _) in CASES.items():
        out += [o | {"metadata": o["metadata"] | {"namespace": prefix + name}} for o in objects]
    return out
