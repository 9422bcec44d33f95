#!/usr/bin/env python3
"""A server beside a real cluster: what somebody changes there by hand is told in the iteration's group, once, when it happens; and
that it is over.

Usage: drift_test.py CHATOPS SANDBOX
SPDX-License-Identifier: Apache-2.0
"""
import os
import re
import sys

from cluster import KUBECONFIG, kubectl
from harness import run_cases, wait_until
from needs import need
from serving import PATIENCE, Serving

REGISTRY = need("kube", "CHATOPS_TEST_REGISTRY")
INGRESS = need("kube", "CHATOPS_TEST_INGRESS")
HELM = need("helm", "CHATOPS_TEST_HELM")
NAME = f"drift{os.getpid()}"


def told(bench) -> list[dict]:
    """What the group was told of differences, edited messages as they are now."""
    return [m for m in bench.page.messages(bench.group) if "not as it was deployed" in m["title"] + m["text"]
            or "as it was deployed again" in m["title"] + m["text"]]


def an_environment_is_deployed_to_the_cluster(bench):
    wait_until("the first reading", lambda: bench.state("SELECT count(*) FROM iteration_projects")[0][0])
    bench.ok("serve", "setup-hooks")
    bench.code = bench.control("iterations", {"name": "S45 By hand", "owner": "linxiao"})["code"]
    bench.page = bench.login("linxiao")
    bench.group = bench.page.group("S45")
    bench.ok("deploy", "-e", "hand", "--create", "--iteration", str(bench.code), "--yes", "--wait")
    bench.image = kubectl("get", "deployment", "chat", "-n", f"{NAME}-hand", "-o", "jsonpath={.spec.template.spec.containers[0].image}")
    assert not told(bench), told(bench)


def a_version_put_there_by_hand_is_told_once(bench):
    """By the watch: all environments are compared every five minutes, everything is read again every hour, and nobody waits for that here."""
    container = kubectl("get", "deployment", "chat", "-n", f"{NAME}-hand", "-o", "jsonpath={.spec.template.spec.containers[0].name}")
    bench.set_image = lambda image: kubectl("set", "image", "deployment/chat", f"{container}={image}", "-n", f"{NAME}-hand")
    bench.set_image(f"{REGISTRY}/somebody/chat:by-hand")
    bench.page.hears(bench.group, "not as it was deployed", "by-hand")
    # Another change of the same namespace, after which the same difference is no news.
    kubectl("scale", "deployment/portal", "--replicas=2", "-n", f"{NAME}-hand")
    wait_until("the second pod", lambda: kubectl(
        "get", "deployment", "portal", "-n", f"{NAME}-hand", "-o", "jsonpath={.status.readyReplicas}") == "2", PATIENCE)
    assert len(told(bench)) == 1, told(bench)


def that_it_is_over_is_told_too(bench):
    bench.set_image(bench.image)
    bench.page.hears(bench.group, "as it was deployed again")
    assert len(told(bench)) == 1, "the card was changed in its place"


def bench() -> Serving:
    made = Serving(sys.argv[1], sys.argv[2], {"resync": "1h"}, ("--kubeconfig", KUBECONFIG, "--helm", HELM, "--pull-host", REGISTRY, "--ingress", INGRESS,
                                                                "--speed", "20"))
    made.environment |= {"KUBECONFIG": KUBECONFIG}
    file = made.app / "chatops.yaml"
    text = file.read_text().replace('"{application}-{env}"', f'"{NAME}-{{env}}"\n  cluster: lab')
    context = kubectl("config", "current-context").strip()
    text = re.sub(r"^  (\w+): +(\{repository: .*)\}$", r"  \1: \2, workload: \1}", text, flags=re.M)  # the sandbox's images have other names here
    file.write_text(text + f"\nclusters:\n  lab: {{context: {context}}}\n")
    return made.serve()


try:
    run_cases([an_environment_is_deployed_to_the_cluster, a_version_put_there_by_hand_is_told_once, that_it_is_over_is_told_too], bench)
finally:
    kubectl("delete", "namespace", f"{NAME}-hand", "--ignore-not-found", "--wait=false", check=False)
