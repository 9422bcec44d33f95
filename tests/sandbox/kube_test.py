# SPDX-License-Identifier: Apache-2.0
"""The CD engine on a real cluster: helm template and apply, helm upgrade, what pods say when they fail, teardown."""
import json
import os
import subprocess
import unittest
import urllib.parse
import urllib.request

from harness import Sandbox, main, wait_for
from needs import need

KUBECONFIG = need("kube", "CHATOPS_TEST_KUBECONFIG")
REGISTRY = need("kube", "CHATOPS_TEST_REGISTRY")
HELM = need("helm", "CHATOPS_TEST_HELM")
INGRESS = urllib.parse.urlsplit(os.environ.get("CHATOPS_TEST_INGRESS", "")).netloc
HOST = "acme-docker.pkg.coding.net/classroom/images/"


def kubectl(*words, check=True):
    done = subprocess.run(["kubectl", "--kubeconfig", KUBECONFIG, *words], capture_output=True, text=True)
    if check and done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


class OnACluster(unittest.TestCase):
    """Pods pull from the sandbox itself, with the secret it puts beside them."""

    options = ()
    release = False

    @classmethod
    def setUpClass(cls):
        cls.name = f"sandbox-{os.getpid()}-{cls.__name__.lower()}"
        cls.box = Sandbox("--rate-limit", "0", "--kubeconfig", KUBECONFIG, "--helm", HELM, "--ingress", INGRESS, *cls.options)
        cls.box.start()
        cls.domain = cls.name + ".example"
        cls.given = {"Namespace": cls.name, "Domain": cls.domain, "Release": "classroom"}

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()
        kubectl("delete", "namespace", cls.name, "--ignore-not-found", "--wait=false", check=False)

    def run_to_end(self, execution):
        wait_for(lambda: self.box.execution(execution)[0] not in ("RUNNING", "NOT_STARTED"), 200)
        status, content = self.box.execution(execution)
        errors = [line for each in content["stages"] for line in each["context"].get("exception", {}).get("details", {}).get("errors", [])]
        return status, errors

    def shown(self, path):
        request = urllib.request.Request(f"http://{INGRESS}{path}", headers={"Host": self.domain})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return json.load(answer)

    def image(self, version):
        return [{"type": "coding_docker/image", "name": HOST + "portal", "reference": f"{HOST}portal:{version}"}]

    def portal_tags(self, prefix):
        rows = self.box.call("DescribeArtifactVersionList", {"ProjectId": self.box.project_id(), "Repository": "images", "Package": "portal",
                                                             "PageNumber": 1, "PageSize": 100})["Data"]["InstanceSet"]
        return [row["Version"] for row in rows if row["Version"].startswith(prefix)]

    def test_a_life(self):
        status, errors = self.run_to_end(self.box.trigger(self.given, self.box.images()))
        self.assertEqual(("SUCCEEDED", []), (status, errors))
        sent = {image["name"].rsplit("/", 1)[1]: image["reference"].rsplit(":", 1)[1] for image in self.box.images()}
        self.assertEqual(sent["portal"], self.shown("/version")["version"])
        self.assertEqual(sent["gateway"], self.shown("/gateway/version")["version"])
        pods = json.loads(kubectl("get", "pods", "-n", self.name, "-o", "json"))["items"]
        self.assertEqual(7, len(pods))
        releases = json.loads(subprocess.run([HELM, "list", "-n", self.name, "-o", "json"], env=dict(os.environ, KUBECONFIG=KUBECONFIG),
                                             capture_output=True, text=True, check=True).stdout)
        self.assertEqual(["classroom"] if self.release else [], [each["name"] for each in releases])

        self.box.control("POST", "commit", {"depot": "portal", "branch": "fix/crash", "message": "Read the media address [crash]"})
        crashing = wait_for(lambda: self.portal_tags("fix-crash-"))[0]
        status, errors = self.run_to_end(self.box.trigger(self.given, self.image(crashing)))
        self.assertEqual("TERMINAL", status)
        self.assertRegex(errors[0], "^Deployment portal: container portal crashed: .*exit code 3: .*CLASSROOM_MEDIA_URL is missing")

        status, errors = self.run_to_end(self.box.trigger(self.given, self.image("main-999-0000000")))
        self.assertEqual("TERMINAL", status)
        self.assertRegex(errors[0], "^Deployment portal: container portal cannot start: ImagePullBackOff")

        status, errors = self.run_to_end(self.box.trigger(dict(self.given, Values="replicas: many\n"), self.image(sent["portal"])))
        self.assertEqual("TERMINAL", status)
        self.assertIn("replicas", errors[0])

        status, errors = self.run_to_end(self.box.trigger(self.given, self.image(sent["portal"])))
        self.assertEqual(("SUCCEEDED", []), (status, errors))
        status, errors = self.run_to_end(self.box.trigger({"Namespace": self.name}, [], "teardown-environment"))
        self.assertEqual(("SUCCEEDED", []), (status, errors))
        self.assertEqual("", kubectl("get", "namespace", self.name, "--ignore-not-found", "-o", "name"))


class WithHelm(OnACluster):
    """`helm upgrade --install`, and nodes that pull from another registry."""

    options = ("--cd", "helm", "--pull-host", REGISTRY)
    release = True


if __name__ == "__main__":
    main()
