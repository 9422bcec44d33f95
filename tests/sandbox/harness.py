# SPDX-License-Identifier: Apache-2.0
"""Starts chatops-sandbox for a test and talks to it, with nothing but Python's standard library."""
import base64
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

PROGRAM = os.environ.get("CHATOPS_SANDBOX", "chatops-sandbox")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Sandbox:
    """One running sandbox in a folder of its own; a context manager."""

    def __init__(self, *options, directory=None):
        self.own = directory is None
        self.directory = directory or tempfile.mkdtemp(prefix="sandbox-test-")
        self.options = options
        self.process = None
        self.port = 0  # any; after a restart the one of before

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        if self.own:
            shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        words = [PROGRAM, "serve", "--directory", self.directory, "--port", str(self.port), "--speed", "50"]
        words += list(self.options)
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the sandbox did not start: " + self.process.stderr.read())
        self.url = json.loads(line)["url"]
        self.port = int(self.url.rsplit(":", 1)[1])
        with open(os.path.join(self.directory, "control.json"), encoding="utf-8") as file:
            self.control_file = json.load(file)
        self.tokens = self.control_file["tokens"]

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
        if self.process:
            self.process.stdout.close()
            self.process.stderr.close()
        self.process, code = None, self.process.returncode if self.process else None
        return code

    def request(self, method, path, body=None, headers=None, timeout=20, host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            fields = dict(headers or {})
            if host:
                fields["Host"] = host
            connection.request(method, path, body=body, headers=fields)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def authorization(self, role):
        token = self.tokens[role]
        if token["kind"] == "personal":
            return "token " + token["secret"]
        pair = f"{token['user']}:{token['secret']}".encode()
        return "Basic " + base64.b64encode(pair).decode()

    def open_api(self, action, parameters=None, role="personal", where="both", timeout=20, authorization=None):
        """The raw answer to an OpenAPI call; `where` puts the Action into query, body or both."""
        body = dict(parameters or {})
        path = "/open-api"
        if where in ("both", "query"):
            path += "?" + urllib.parse.urlencode({"Action": action})
        if where in ("both", "body"):
            body["Action"] = action
        headers = {"Content-Type": "application/json", "Authorization": authorization or self.authorization(role)}
        return self.request("POST", path, json.dumps(body), headers, timeout)

    def call(self, action, parameters=None, role="personal", **more):
        """Response of a call that must succeed."""
        response = self.open_api(action, parameters, role, **more).json()["Response"]
        if "Error" in response:
            raise AssertionError(f"{action}: {response['Error']}")
        return response

    def refusal(self, action, parameters=None, role="personal", **more):
        """(HTTP status, error code) of a call that must be refused."""
        answer = self.open_api(action, parameters, role, **more)
        response = answer.json()["Response"]
        if "Error" not in response or set(response) != {"RequestId", "Error"}:
            raise AssertionError(f"{action} was not refused: {response}")
        return answer.status, response["Error"]["Code"]

    def control(self, method, word, body=None):
        headers = {"Authorization": "Bearer " + self.control_file["control_token"]}
        answer = self.request(method, "/sandbox/" + word, json.dumps(body) if body is not None else None, headers)
        if answer.status != 200:
            raise AssertionError(f"{method} {word}: {answer.status} {answer.body!r}")
        return answer.json()

    def project_id(self):
        return self.call("DescribeProjectByName", {"ProjectName": "classroom"})["Project"]["Id"]

    def trigger(self, parameters=None, artifacts=None, pipeline="deploy-environment", **more):
        content = {"type": "manual", "user": "daniel", "parameters": parameters or {}, "artifacts": artifacts or []}
        content.update(more)
        answer = self.call("TriggerCdPipeline", {"Application": "classroom", "PipelineNameOrId": pipeline,
                                                 "TriggerJsonContent": json.dumps(content)})
        return answer["Data"]["PipelineExecutionId"]

    def images(self):
        """Image artifacts of the newest version of every component, as a trigger carries them."""
        newest = {}
        rule = {"ProjectName": ["classroom"], "ArtifactType": ["docker"], "PackageVersion": [{"Algorithm": "REGEX", "Value": "main-.*"}]}
        for row in self.call("DescribeTeamArtifacts", {"PageSize": 100, "Rule": rule})["Data"]["InstanceSet"]:
            if row["Package"] not in newest or int(row["CreatedAt"]) > int(newest[row["Package"]]["CreatedAt"]):
                newest[row["Package"]] = row
        host = "acme-docker.pkg.coding.net/classroom/images/"
        return [{"type": "coding_docker/image", "name": host + name, "reference": f"{host}{name}:{row['PackageVersion']}"}
                for name, row in sorted(newest.items())]

    def deploy(self, name):
        """Starts a deployment of every component's newest version of main to an environment; the execution's id."""
        return self.trigger({"Namespace": "classroom-" + name, "Domain": name + ".localhost", "Release": name}, self.images())

    def execution(self, execution_id):
        data = self.call("DescribeCdPipeline", {"PipelineExecutionId": execution_id})["Data"]
        return data["PipelineExecutionStatus"], json.loads(data["PipelineExecutionJsonContent"])


def wait_for(check, seconds=30):
    """The first true value of check()."""
    until = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > until:
            raise AssertionError("it did not happen in time")
        time.sleep(0.05)


def main():
    unittest.main(argv=[sys.argv[0]] + sys.argv[1:], verbosity=2)
