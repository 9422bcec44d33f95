# SPDX-License-Identifier: Apache-2.0
"""The distribution protocol, one contract for two registries: the sandbox's and Debian's docker-registry.

Where they may differ it says so: the sandbox asks for a token, pages tags (docker-registry 2.8 does not).
"""
import base64
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse

from harness import Sandbox, main, wait_for
from needs import skip_part

NAME = "classroom/images/probe"
OCI = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Client:
    """Just enough of a client: dances for a token when it is asked to."""

    def __init__(self, port, user="", password=""):
        self.port, self.user, self.password, self.tokens = port, user, password, {}

    def raw(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def __call__(self, method, path, body=None, **headers):
        fields = {key.replace("_", "-"): value for key, value in headers.items()}
        kind = "pull" if method in ("GET", "HEAD") else "delete" if method == "DELETE" else "push"
        if kind in self.tokens:
            fields["Authorization"] = "Bearer " + self.tokens[kind]
        status, found, data = self.raw(method, path, body, fields)
        if status == 401 and kind not in self.tokens:
            self.tokens[kind] = self.token(found["WWW-Authenticate"])
            return self(method, path, body, **headers)
        return status, found, data

    def token(self, challenge):
        scheme, _, rest = challenge.partition(" ")
        assert scheme == "Bearer", challenge
        fields = dict(part.split("=", 1) for part in rest.replace('",', '"\n').split("\n"))
        fields = {key: value.strip('"') for key, value in fields.items()}
        query = urllib.parse.urlencode({"service": fields["service"], "scope": fields.get("scope", "")})
        pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        path = urllib.parse.urlsplit(fields["realm"]).path
        status, _, data = self.raw("GET", f"{path}?{query}", None, {"Authorization": "Basic " + pair})
        assert status == 200, (status, data)
        return json.loads(data)["token"]


def code_of(data):
    errors = json.loads(data)["errors"]
    assert errors and set(errors[0]) >= {"code", "message"}, errors
    return errors[0]["code"]


class Contract:
    """Run against every subject."""

    def upload(self, data, name=NAME):
        status, headers, _ = self.client("POST", f"/v2/{name}/blobs/uploads/", b"")
        self.assertEqual(202, status)
        where = urllib.parse.urlsplit(headers["Location"])
        join = "&" if where.query else "?"
        path = where.path + ("?" + where.query if where.query else "")
        return self.client("PUT", f"{path}{join}digest={digest(data)}", data, Content_Type="application/octet-stream")

    def manifest(self, salt, name=NAME, kind=OCI):
        config = json.dumps({"salt": salt}).encode()
        layer = b"layer " + salt.encode()
        for blob in (config, layer):
            self.assertEqual(201, self.upload(blob, name)[0])
        return json.dumps({
            "schemaVersion": 2, "mediaType": kind,
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest(config), "size": len(config)},
            "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": digest(layer), "size": len(layer)}]}).encode()

    def put(self, reference, body, kind=OCI, name=NAME):
        return self.client("PUT", f"/v2/{name}/manifests/{reference}", body, Content_Type=kind)

    def test_a_blob_comes_back_as_it_went(self):
        data = os.urandom(3000)
        status, headers, _ = self.upload(data)
        self.assertEqual((201, digest(data)), (status, headers["Docker-Content-Digest"]))
        status, headers, body = self.client("GET", f"/v2/{NAME}/blobs/{digest(data)}")
        self.assertEqual((200, data), (status, body))
        status, headers, body = self.client("HEAD", f"/v2/{NAME}/blobs/{digest(data)}")
        self.assertEqual((200, "3000", b""), (status, headers["Content-Length"], body))

    def test_a_blob_in_pieces(self):
        data = os.urandom(2000)
        _, headers, _ = self.client("POST", f"/v2/{NAME}/blobs/uploads/", b"")
        self.assertTrue(headers["Docker-Upload-UUID"])

        def path_of(location):
            where = urllib.parse.urlsplit(location)
            return where.path + ("?" + where.query if where.query else "")
        path = path_of(headers["Location"])
        status, headers, _ = self.client("PATCH", path, data[:700], Content_Type="application/octet-stream", Content_Range="0-699")
        self.assertEqual((202, "0-699"), (status, headers["Range"]))
        path = path_of(headers["Location"])
        status, headers, _ = self.client("PATCH", path, data[700:], Content_Type="application/octet-stream")
        self.assertEqual((202, "0-1999"), (status, headers["Range"]))
        path = path_of(headers["Location"])
        path += ("&" if "?" in path else "?") + "digest=" + digest(data)
        self.assertEqual(201, self.client("PUT", path, b"")[0])
        self.assertEqual(data, self.client("GET", f"/v2/{NAME}/blobs/{digest(data)}")[2])

    def test_a_wrong_digest_is_refused(self):
        _, headers, _ = self.client("POST", f"/v2/{NAME}/blobs/uploads/", b"")
        where = urllib.parse.urlsplit(headers["Location"])
        path = where.path + ("?" + where.query + "&" if where.query else "?") + "digest=" + digest(b"other")
        status, _, body = self.client("PUT", path, b"this")
        self.assertEqual((400, "DIGEST_INVALID"), (status, code_of(body)))
        self.assertEqual(404, self.client("HEAD", f"/v2/{NAME}/blobs/{digest(b'other')}")[0])

    def test_a_manifest_by_tag_and_by_digest(self):
        body = self.manifest("one")
        status, headers, _ = self.put("one", body)
        self.assertEqual((201, digest(body)), (status, headers["Docker-Content-Digest"]))
        for reference in ("one", digest(body)):
            status, headers, found = self.client("GET", f"/v2/{NAME}/manifests/{reference}", Accept=OCI)
            self.assertEqual((200, body, OCI, digest(body)), (status, found, headers["Content-Type"], headers["Docker-Content-Digest"]))
            status, headers, found = self.client("HEAD", f"/v2/{NAME}/manifests/{reference}", Accept=OCI)
            self.assertEqual((200, str(len(body)), b""), (status, headers["Content-Length"], found))

    def test_a_tag_moves(self):
        first, second = self.manifest("before"), self.manifest("after")
        self.put("moving", first)
        self.put("moving", second)
        self.assertEqual(second, self.client("GET", f"/v2/{NAME}/manifests/moving", Accept=OCI)[2])
        self.assertEqual(200, self.client("HEAD", f"/v2/{NAME}/manifests/{digest(first)}", Accept=OCI)[0])

    def test_an_index_needs_its_manifests(self):
        child = self.manifest("child")
        index = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [
            {"mediaType": OCI, "digest": digest(child), "size": len(child), "platform": {"os": "linux", "architecture": "arm64"}}]}).encode()
        status, _, body = self.put("multi", index, INDEX)
        self.assertEqual((400, "MANIFEST_BLOB_UNKNOWN"), (status, code_of(body)))
        self.put(digest(child), child)
        self.assertEqual(201, self.put("multi", index, INDEX)[0])
        self.assertEqual(INDEX, self.client("GET", f"/v2/{NAME}/manifests/multi", Accept=f"{OCI}, {INDEX}")[1]["Content-Type"])

    def test_an_oci_manifest_is_for_those_who_take_it(self):
        self.put("oci", self.manifest("oci"))
        status, _, body = self.client("GET", f"/v2/{NAME}/manifests/oci", Accept=DOCKER)
        self.assertEqual((404, "MANIFEST_UNKNOWN"), (status, code_of(body)))

    def test_a_manifest_without_its_layers_is_refused(self):
        missing = json.loads(self.manifest("whole"))
        missing["layers"][0]["digest"] = digest(b"nobody has this")
        status, _, answer = self.put("missing", json.dumps(missing).encode())
        self.assertEqual((400, "MANIFEST_BLOB_UNKNOWN"), (status, code_of(answer)))
        status, _, answer = self.put("nonsense", b"{not json")
        self.assertEqual((400, "MANIFEST_INVALID"), (status, code_of(answer)))

    def test_what_is_not_there(self):
        self.put("here", self.manifest("here"))
        rows = [("manifests/absent", 404, "MANIFEST_UNKNOWN"),
                ("manifests/" + digest(b"absent"), 404, "MANIFEST_UNKNOWN"),
                ("blobs/" + digest(b"absent"), 404, "BLOB_UNKNOWN")]
        for path, status, code in rows:
            with self.subTest(path):
                got, _, body = self.client("GET", f"/v2/{NAME}/{path}", Accept=OCI)
                self.assertEqual((status, code), (got, code_of(body)))
        got, _, body = self.client("GET", "/v2/classroom/images/probe-never/tags/list")
        if got != 401:  # a token for one repository does not open another
            self.assertEqual((404, "NAME_UNKNOWN"), (got, code_of(body)))

    def test_tags_in_order(self):
        body = self.manifest("many")
        for tag in ("zeta", "alpha", "v1.2.3_1"):
            self.put(tag, body)
        status, _, data = self.client("GET", f"/v2/{NAME}/tags/list")
        found = json.loads(data)
        self.assertEqual((200, NAME), (status, found["name"]))
        self.assertLess(found["tags"].index("alpha"), found["tags"].index("zeta"))
        self.assertIn("v1.2.3_1", found["tags"])

    def test_a_blob_mounts_from_another_repository(self):
        data = b"shared " + os.urandom(8)
        self.assertEqual(201, self.upload(data)[0])
        self.assertIn(self.client("POST", f"/v2/{NAME}/blobs/uploads/?mount={digest(data)}&from={NAME}", b"")[0], (201, 202))

    def test_deleting_takes_the_tags_along(self):
        body = self.manifest("doomed")
        self.put("doomed", body)
        self.assertEqual(202, self.client("DELETE", f"/v2/{NAME}/manifests/{digest(body)}")[0])
        self.assertEqual(404, self.client("GET", f"/v2/{NAME}/manifests/doomed", Accept=OCI)[0])
        self.assertEqual(404, self.client("DELETE", f"/v2/{NAME}/manifests/{digest(body)}")[0])

    def test_an_upload_that_nobody_began(self):
        status, _, body = self.client("PUT", f"/v2/{NAME}/blobs/uploads/00000000-0000-4000-8000-000000000000?digest={digest(b'')}", b"")
        self.assertEqual(404, status)
        self.assertIn(code_of(body), ("BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID"))  # docker-registry misses its own state first


class OursTest(Contract, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0")
        cls.box.start()
        token = cls.box.tokens["personal"]
        cls.client = Client(cls.box.port, token["user"], token["secret"])

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()

    def test_nobody_gets_in_without_a_credential(self):
        status, headers, body = self.client.raw("GET", "/v2/")
        self.assertEqual((401, "UNAUTHORIZED"), (status, code_of(body)))
        self.assertRegex(headers["WWW-Authenticate"], r'^Bearer realm="http://127.0.0.1:\d+/v2/token",service="[^"]+"$')
        self.assertEqual(401, self.client.raw("GET", "/v2/token?service=s&scope=repository:" + NAME + ":pull")[0])
        for role in ("expired",):
            token = self.box.tokens[role]
            pair = base64.b64encode(f"{token['user']}:{token['secret']}".encode()).decode()
            self.assertEqual(401, self.client.raw("GET", "/v2/token?service=s", None, {"Authorization": "Basic " + pair})[0])
        self.assertEqual(401, self.client.raw("GET", f"/v2/{NAME}/tags/list", None, {"Authorization": "Bearer made.up"})[0])

    def test_a_reader_does_not_push(self):
        for role in ("reader", "ci_reader"):
            token = self.box.tokens[role]
            reader = Client(self.box.port, token["user"], token["secret"])
            self.assertEqual(200, reader("GET", "/v2/classroom/images/portal/tags/list")[0], role)
            status, headers, _ = reader("POST", f"/v2/{NAME}/blobs/uploads/", b"")
            self.assertEqual(401, status)
            self.assertIn('error="insufficient_scope"', headers["WWW-Authenticate"])

    def test_a_token_opens_one_repository(self):
        self.client("GET", "/v2/classroom/images/portal/tags/list")
        token = self.client.token(f'Bearer realm="http://h/v2/token",service="s",scope="repository:{NAME}:pull"')
        status, _, _ = self.client.raw("GET", "/v2/classroom/images/portal/tags/list", None, {"Authorization": "Bearer " + token})
        self.assertEqual(401, status)

    def test_tags_in_pages(self):
        client = Client(self.box.port, self.client.user, self.client.password)
        seen, path = [], "/v2/classroom/images/portal/tags/list?n=5"
        while path:
            status, headers, data = client("GET", path)
            page = json.loads(data)["tags"]
            self.assertTrue(status == 200 and 0 < len(page) <= 5)
            seen += page
            link = headers["Link"]
            path = link[1:link.index(">")] if link else None
        whole = json.loads(client("GET", "/v2/classroom/images/portal/tags/list")[2])["tags"]
        self.assertEqual(whole, seen)
        self.assertEqual(sorted(whole), whole)
        self.assertGreater(len(whole), 10)

    def test_a_digest_that_is_none(self):
        body = self.manifest("whole").replace(b"sha256:", b"sha256:0", 1)
        status, _, answer = self.put("broken", body)
        self.assertEqual((400, "MANIFEST_INVALID"), (status, code_of(answer)))

    def test_a_push_becomes_an_artifact_record(self):
        body = self.manifest("recorded")
        self.assertEqual(201, self.put("by-hand", body)[0])
        rows = self.box.call("DescribeArtifactVersionList", {"ProjectId": self.box.project_id(), "Repository": "images",
                                                             "Package": "probe", "PageNumber": 1, "PageSize": 50})
        self.assertIn("by-hand", [row["Version"] for row in rows["Data"]["InstanceSet"]])

    def test_labels_of_a_built_image(self):
        tags = json.loads(Client(self.box.port, self.client.user, self.client.password)("GET", "/v2/classroom/images/live/tags/list")[2])["tags"]
        told = []
        client = Client(self.box.port, self.client.user, self.client.password)
        for tag in tags:
            manifest = json.loads(client("GET", f"/v2/classroom/images/live/manifests/{tag}", Accept=OCI)[2])
            config = json.loads(client("GET", f"/v2/classroom/images/live/blobs/{manifest['config']['digest']}")[2])
            labels = config["config"]["Labels"]
            if labels:
                self.assertTrue(tag.endswith(labels["org.opencontainers.image.revision"][:7]))
                self.assertEqual("live", labels["chatops.component"])
            told.append(bool(labels))
        self.assertEqual(1, told.count(False))  # one was pushed by hand, long ago


PROGRAM = shutil.which("docker-registry")


@unittest.skipUnless(PROGRAM, "docker-registry is not installed")
class DockerRegistryTest(Contract, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="docker-registry-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = os.path.join(cls.folder, "config.yml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"version: 0.1\nlog: {{level: error}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n"
                       f"storage: {{filesystem: {{rootdirectory: {cls.folder}/data}}, delete: {{enabled: true}}}}\n")
        cls.log = open(os.path.join(cls.folder, "log"), "w", encoding="utf-8")
        cls.process = subprocess.Popen([PROGRAM, "serve", config], stdout=cls.log, stderr=cls.log)
        cls.client = Client(port)

        def answers():
            try:
                return cls.client.raw("GET", "/v2/")[0] == 200
            except OSError:
                time.sleep(0.05)
                return False
        wait_for(answers)

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        cls.process.wait(timeout=20)
        cls.log.close()
        shutil.rmtree(cls.folder, ignore_errors=True)


if __name__ == "__main__":
    if not PROGRAM:
        skip_part("registry", "docker-registry is not installed: the contract ran on the sandbox's registry only")
    main()
