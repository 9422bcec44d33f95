#!/usr/bin/env python3
"""`./dev demo --cluster` plays to its end on a real cluster, shows what it promises, and leaves nothing behind; without a cluster it
says so.

Usage: demo_cluster_test.py CHATOPS SANDBOX   (the sandbox is not used)
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from needs import need

KUBECONFIG = need("kube", "CHATOPS_TEST_KUBECONFIG")
need("kube", "CHATOPS_TEST_REGISTRY")
need("kube", "CHATOPS_TEST_INGRESS")
need("helm", "CHATOPS_TEST_HELM")

DEMO = pathlib.Path(__file__).parents[2] / "apps" / "sandbox" / "demo_cluster.sh"
PROMISED = [
    "7 of 7 components change.",                   # the plan
    "s42 is running revision 1",                   # the deployment
    "\nportal main-1-0a1b2c3\n",                   # what the ingress says
    "\nchat main-1-0a1b2c3\n",
    "chat:main-2-4d5e6f7",                         # the diff
    "\nchat main-2-4d5e6f7\n",                     # the newer build
    "error: deployment of s42 failed",             # the failure
    "exit code 3",                                 # and its cause
    "classroom-db:5432",                           # with the container's last words
    "REVISION  STATUS",                            # history
    "not found",                                   # the namespace, afterwards
]

build = pathlib.Path(sys.argv[1]).parents[2]
with tempfile.TemporaryDirectory(prefix="chatops-story-") as scratch:
    variables = os.environ | {"TMPDIR": scratch, "LANG": "C.UTF-8", "NO_COLOR": "1"}
    done = subprocess.run([str(DEMO), str(build), "--once"], capture_output=True, text=True, timeout=280, env=variables, stdin=subprocess.DEVNULL)
    without = subprocess.run([str(DEMO), str(build), "--once"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                             env={k: v for k, v in variables.items() if k not in ("KUBECONFIG", "CHATOPS_TEST_KUBECONFIG")})
    missing = [text for text in PROMISED if text not in done.stdout + done.stderr]
    left = [p.name for p in pathlib.Path(scratch).iterdir()]
    spaces = set(re.findall(r"chatops-demo-\d+-s42", done.stdout))
    still = [s for s in spaces if subprocess.run(["kubectl", "--kubeconfig", KUBECONFIG, "get", "namespace", s], capture_output=True).returncode == 0]

if done.returncode or missing or left or still or without.returncode != 1 or "no cluster" not in without.stderr:
    print(done.stdout, done.stderr, sep="\n--- stderr\n")
    print(f"FAIL: exit {done.returncode}; missing {missing}; left behind {left}, {still}; without a cluster: {without.returncode} {without.stderr}")
    sys.exit(1)
print("1 passed, 0 failed")
