"""The real cluster that tests are given, and kubectl on it.

SPDX-License-Identifier: Apache-2.0
"""
import subprocess

from needs import need

KUBECONFIG = need("kube", "CHATOPS_TEST_KUBECONFIG")


def kubectl(*words: str, check: bool = True) -> str:
    return subprocess.run(["kubectl", "--kubeconfig", KUBECONFIG, *words], check=check, capture_output=True, text=True).stdout
