"""A town in a real cluster: many namespaces with the same components, of pods that look as if they ran but are nobody's to run.

The cluster's controllers make the first house; the others are copies of it, statuses and all, made while the controllers stand still, so that
they find nothing to do afterwards: at the 20 writes a second that each of them allows itself they would build for half an hour.

SPDX-License-Identifier: Apache-2.0
"""
import base64
import contextlib
import http.client
import json
import os
import signal
import ssl
import subprocess
import tempfile
import urllib.parse

from cluster import KUBECONFIG, kubectl
from harness import wait_until

APPS, CORE = "apis/apps/v1", "api/v1"
VERSION = "main-117-0a1b2c3"
WHEN = "2026-11-01T10:00:00Z"
OWN = ("uid", "resourceVersion", "creationTimestamp", "managedFields", "namespace", "ownerReferences", "generation")


class Server:
    """The API server over one connection, as the kubeconfig's user."""

    def __init__(self):
        view = json.loads(subprocess.run(["kubectl", "--kubeconfig", KUBECONFIG, "config", "view", "--raw", "--minify", "-o", "json"],
                                         check=True, capture_output=True, text=True).stdout)
        cluster, user = view["clusters"][0]["cluster"], view["users"][0]["user"]
        tls = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
        with tempfile.NamedTemporaryFile() as file:
            file.write(base64.b64decode(user["client-certificate-data"]) + base64.b64decode(user["client-key-data"]))
            file.flush()
            tls.load_cert_chain(file.name)
        address = urllib.parse.urlsplit(cluster["server"])
        self.connection = http.client.HTTPSConnection(address.hostname, address.port, context=tls)

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        self.connection.request(method, "/" + path, json.dumps(body) if body else None, {"Content-Type": kind})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status < 300, (method, path, text[:500])
        return json.loads(text)

    def items(self, api: str, namespace: str, plural: str) -> list[dict]:
        return self.ask("GET", f"{api}/namespaces/{namespace}/{plural}")["items"]


def deployment(name: str, image: str) -> dict:
    """As charts make them; no scheduler takes its pods."""
    labels = {"app.kubernetes.io/name": name}
    probe = {"httpGet": {"path": "/healthz", "port": 8080}}
    container = {"name": "main", "image": f"{image}:{VERSION}", "livenessProbe": probe, "readinessProbe": probe,
                 "env": [{"name": f"SETTING_{n}", "value": "some value of it"} for n in range(20)],
                 "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}}}
    return {"metadata": {"name": name}, "spec": {"selector": {"matchLabels": labels}, "template": {
        "metadata": {"labels": labels}, "spec": {"schedulerName": "nobody", "containers": [container]}}}}


def running(image: str) -> dict:
    conditions = [{"type": one, "status": "True", "lastTransitionTime": WHEN}
                  for one in ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")]
    container = {"name": "main", "ready": True, "started": True, "restartCount": 0, "image": f"{image}:{VERSION}",
                 "imageID": f"{image}@sha256:{'a' * 64}", "containerID": f"containerd://{'b' * 64}", "state": {"running": {"startedAt": WHEN}}}
    return {"phase": "Running", "conditions": conditions, "startTime": WHEN, "podIP": "10.244.0.9", "podIPs": [{"ip": "10.244.0.9"}],
            "qosClass": "Burstable", "containerStatuses": [container]}


def first_house(server: Server, namespace: str, images: dict[str, str]) -> None:
    for name, image in images.items():
        server.ask("POST", f"{APPS}/namespaces/{namespace}/deployments", deployment(name, image))
    wait_until("the pods of the first house", lambda: len(server.items(CORE, namespace, "pods")) == len(images), 120)
    for pod in server.items(CORE, namespace, "pods"):
        image = images[pod["metadata"]["labels"]["app.kubernetes.io/name"]]
        server.ask("PATCH", f"{CORE}/namespaces/{namespace}/pods/{pod['metadata']['name']}/status", {"status": running(image)})
    wait_until("the first house to be settled", lambda: settled(namespace), 120)


def house(server: Server, namespace: str, model: dict[str, list[dict]]) -> None:
    """Owners first: whoever is owned names the uid that its owner has here."""
    uids: dict[str, str] = {}
    for plural, objects in model.items():
        place = f"{CORE if plural == 'pods' else APPS}/namespaces/{namespace}/{plural}"
        for one in objects:
            meta = {key: value for key, value in one["metadata"].items() if key not in OWN}
            if "ownerReferences" in one["metadata"]:
                meta["ownerReferences"] = [owner | {"uid": uids[owner["uid"]]} for owner in one["metadata"]["ownerReferences"]]
            made = server.ask("POST", place, {"metadata": meta, "spec": one["spec"]})
            uids[one["metadata"]["uid"]] = made["metadata"]["uid"]
            server.ask("PATCH", f"{place}/{meta['name']}/status", {"status": one["status"]})


@contextlib.contextmanager
def controllers_stopped():
    pids = [int(pid) for pid in subprocess.run(["pgrep", "-x", "kube-controller"], capture_output=True, text=True).stdout.split()]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def settled(prefix: str) -> bool:
    """The cluster has nothing left to do for the town: every Deployment knows its pod."""
    every = json.loads(kubectl("get", "deployments", "-A", "-o", "json"))["items"]
    return all(one.get("status", {}).get("readyReplicas") for one in every if one["metadata"]["namespace"].startswith(prefix))


def build(prefix: str, count: int, images: dict[str, str]) -> None:
    """`images` by component; namespaces are PREFIX0, PREFIX1…"""
    server = Server()
    spaces = [f"{prefix}{n}" for n in range(count)]
    for space in spaces:
        server.ask("POST", f"{CORE}/namespaces", {"metadata": {"name": space}})
    wait_until("the service accounts", lambda: {one["metadata"]["namespace"] for one in server.ask("GET", f"{CORE}/serviceaccounts")["items"]
                                                if one["metadata"]["name"] == "default"}.issuperset(spaces), 300)
    first_house(server, spaces[0], images)
    model = {"deployments": server.items(APPS, spaces[0], "deployments"), "replicasets": server.items(APPS, spaces[0], "replicasets"),
             "pods": server.items(CORE, spaces[0], "pods")}
    with controllers_stopped():
        for space in spaces[1:]:
            house(server, space, model)
