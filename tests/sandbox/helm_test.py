# SPDX-License-Identifier: Apache-2.0
"""Charts judged by the real helm: the classic repository, ChartMuseum's upload, and charts as OCI artifacts."""
import base64
import os
import shutil
import subprocess
import tempfile
import unittest

from harness import Sandbox, main
from needs import skip

HELM = os.environ.get("CHATOPS_TEST_HELM") or shutil.which("helm")


class Helm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0")
        cls.box.start()
        cls.folder = tempfile.mkdtemp(prefix="helm-test-")
        token = cls.box.tokens["personal"]
        cls.user, cls.secret = token["user"], token["secret"]
        cls.base = f"http://127.0.0.1:{cls.box.port}/charts/classroom/charts"
        cls.host = f"127.0.0.1:{cls.box.port}"
        cls.helm("repo", "add", "acme", cls.base, "--username", cls.user, "--password", cls.secret)
        cls.helm("registry", "login", cls.host, "-u", cls.user, "-p", cls.secret, "--plain-http")

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def helm(cls, *words, check=True):
        home = {f"HELM_{name}_HOME": os.path.join(cls.folder, name) for name in ("CACHE", "CONFIG", "DATA")}
        done = subprocess.run([HELM, *words], env=dict(os.environ, **home, no_proxy="*", NO_PROXY="*"), capture_output=True, text=True)
        if check and done.returncode:
            raise AssertionError(f"helm {words[0]}: {done.stderr}")
        return done

    def new_chart(self, name, version):
        folder = os.path.join(self.folder, f"{name}-{version}")
        os.makedirs(os.path.join(folder, "templates"))
        with open(os.path.join(folder, "Chart.yaml"), "w", encoding="utf-8") as file:
            file.write(f"apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"1.0\"\nannotations: {{\"n\": \"010\"}}\n")
        with open(os.path.join(folder, "templates", "a.yaml"), "w", encoding="utf-8") as file:
            file.write("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
        self.helm("package", folder, "-d", self.folder)
        return os.path.join(self.folder, f"{name}-{version}.tgz")

    def test_seeded_versions_are_found_and_pulled(self):
        self.helm("repo", "update", "acme")
        listing = self.helm("search", "repo", "acme/classroom", "--versions").stdout
        self.assertGreater(listing.count("acme/classroom"), 1)
        where = tempfile.mkdtemp(dir=self.folder)
        self.helm("pull", "acme/classroom", "--untar", "-d", where)
        rendered = self.helm("template", "x", os.path.join(where, "classroom"), "--set", "domain=x.localhost").stdout
        self.assertEqual(7, rendered.count("kind: Deployment"))

    def test_an_upload_appears_in_the_index(self):
        package = self.new_chart("extra", "0.1.0+build.7")
        with open(package, "rb") as file:
            data = file.read()
        answer = self.box.request("POST", "/charts/api/charts", data, {"Authorization": self.basic("ci")})
        self.assertEqual((201, {"saved": True}), (answer.status, answer.json()))
        self.helm("repo", "update", "acme")
        self.assertIn("0.1.0+build.7", self.helm("search", "repo", "acme/extra", "--versions").stdout)
        self.helm("pull", "acme/extra", "--version", "0.1.0+build.7", "-d", tempfile.mkdtemp(dir=self.folder))
        rows = self.box.call("DescribeArtifactVersionList", {"ProjectId": self.box.project_id(), "Repository": "charts", "Package": "extra",
                                                             "PageNumber": 1, "PageSize": 10})["Data"]["InstanceSet"]
        self.assertEqual(["0.1.0+build.7"], [row["Version"] for row in rows])

    def test_uploads_that_are_refused(self):
        rows = [(b"nonsense", "personal", 400), (b"", "personal", 400), (b"nonsense", "reader", 403), (b"nonsense", "expired", 401)]
        for data, role, status in rows:
            with self.subTest((data, role)):
                self.assertEqual(status, self.box.request("POST", "/charts/api/charts", data, {"Authorization": self.basic(role)}).status)

    def test_the_index_is_for_those_who_may_read(self):
        self.assertEqual(401, self.box.request("GET", "/charts/classroom/charts/index.yaml").status)
        first = self.box.request("GET", "/charts/classroom/charts/index.yaml", headers={"Authorization": self.basic("ci_reader")})
        self.assertEqual(200, first.status)
        again = self.box.request("GET", "/charts/classroom/charts/index.yaml",
                                 headers={"Authorization": self.basic("ci_reader"), "If-None-Match": first.headers["ETag"]})
        self.assertEqual((304, b""), (again.status, again.body))
        self.assertEqual(404, self.box.request("GET", "/charts/none-1.0.0.tgz", headers={"Authorization": self.basic("reader")}).status)

    def test_oci_push_and_pull(self):
        package = self.new_chart("oci", "2.0.1")
        pushed = self.helm("push", package, f"oci://{self.host}/classroom/charts", "--plain-http").stderr
        where = tempfile.mkdtemp(dir=self.folder)
        pulled = self.helm("pull", f"oci://{self.host}/classroom/charts/oci", "--version", "^2.0.0", "--plain-http", "-d", where)
        self.assertIn("2.0.1", pulled.stdout + pulled.stderr + pushed)
        with open(package, "rb") as sent, open(os.path.join(where, "oci-2.0.1.tgz"), "rb") as got:
            self.assertEqual(sent.read(), got.read())
        seeded = self.helm("show", "chart", f"oci://{self.host}/classroom/charts/classroom", "--plain-http").stdout
        self.assertIn("name: classroom", seeded)
        refused = self.helm("push", package, f"oci://{self.host}/elsewhere/charts", "--plain-http", check=False)
        self.assertNotEqual(0, refused.returncode)

    def basic(self, role):
        token = self.box.tokens[role]
        return "Basic " + base64.b64encode(f"{token['user']}:{token['secret']}".encode()).decode()


if __name__ == "__main__":
    if not HELM:
        skip("helm", "neither CHATOPS_TEST_HELM names a helm nor is one on PATH")
    main()
