# SPDX-License-Identifier: Apache-2.0
"""The CD engine over the OpenAPI: the queue, artifacts that fall back, judgments, cancelling, failures, restarts."""
import json
import signal
import time
import unittest

from harness import Sandbox, main, wait_for

HOST = "acme-docker.pkg.coding.net/classroom/images/"
FINAL = ("SUCCEEDED", "TERMINAL", "CANCELED", "STOPPED")


def stage(ref, kind, *requisites, **context):
    return {"refId": ref, "requisiteStageRefIds": list(requisites), "type": kind, "name": context.pop("name", ref), **context}


class Cd(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0")
        cls.box.start()

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()

    # ---- helpers

    def create(self, stages, **config):
        name = self.id().rsplit(".", 1)[1]
        content = {"application": "classroom", "name": name, "stages": stages, **config}
        self.box.call("CreateCdPipeline", {"PipelineJsonContent": json.dumps(content)})
        return name

    def start(self, pipeline, **trigger):
        return self.box.trigger(trigger.pop("parameters", {}), trigger.pop("artifacts", []), pipeline, **trigger)

    def finished(self, execution):
        wait_for(lambda: self.box.execution(execution)[0] in FINAL)
        return self.box.execution(execution)

    def states(self, execution):
        return {each["refId"]: each["status"] for each in self.box.execution(execution)[1]["stages"]}

    def errors(self, content):
        return [line for each in content["stages"] for line in each["context"].get("exception", {}).get("details", {}).get("errors", [])]

    def shown(self, name, path="/version", **fields):
        answer = self.box.request("GET", path, headers=fields, host=name)
        return answer.status, answer

    # ---- environments that the sandbox keeps

    def test_an_environment_appears_at_its_domain(self):
        self.assertEqual(404, self.shown("one.localhost")[0])
        status, content = self.finished(self.box.deploy("one"))
        self.assertEqual("SUCCEEDED", status, self.errors(content))
        answer = self.shown("one.localhost")[1].json()
        sent = {image["name"].rsplit("/", 1)[1]: image["reference"].rsplit(":", 1)[1] for image in self.box.images()}
        self.assertEqual(sent, {each["component"]: each["version"] for each in answer["components"]})
        self.assertTrue(all(each["branch"] == "main" and each["version"].endswith(each["commit"][:7]) for each in answer["components"]))
        text = self.shown("one.localhost", "/")[1]
        self.assertEqual("text/plain; charset=utf-8", text.headers["Content-Type"])
        self.assertIn(sent["chat"], text.body.decode())
        page = self.shown("one.localhost", "/", Accept="text/html,*/*")[1]
        self.assertEqual("text/html; charset=utf-8", page.headers["Content-Type"])
        self.assertIn(sent["portal"], page.body.decode())
        self.assertEqual("chat", self.shown("one.localhost", "/chat/version")[1].json()["component"])
        self.finished(self.start("teardown-environment", parameters={"Namespace": "classroom-one"}))
        self.assertEqual(404, self.shown("one.localhost")[0])

    def test_a_name_that_matches_nothing_leaves_the_version_of_before(self):
        self.finished(self.box.deploy("before"))
        images = self.box.images()
        wrong = [dict(image, name=image["name"].replace("/portal", "/portl")) for image in images]
        _, content = self.finished(self.box.trigger({"Namespace": "classroom-before", "Domain": "before.localhost"}, wrong))
        bound = {each["displayName"]: each["boundArtifact"]["reference"] for each in content["trigger"]["resolvedExpectedArtifacts"]
                 if each["displayName"] == "portal"}
        self.assertEqual({"portal": next(image["reference"] for image in images if image["name"].endswith("/portal"))}, bound)

    def test_an_image_that_crashes_and_one_that_is_missing(self):
        self.finished(self.box.deploy("bad"))
        self.box.control("POST", "commit", {"depot": "portal", "branch": "fix/crash", "message": "Read the media address [crash]"})

        def crashing():
            rows = self.box.call("DescribeArtifactVersionList", {"ProjectId": self.box.project_id(), "Repository": "images", "Package": "portal",
                                                                 "PageNumber": 1, "PageSize": 100})["Data"]["InstanceSet"]
            return [row["Version"] for row in rows if row["Version"].startswith("fix-crash-")]
        tag = wait_for(crashing)[0]
        rows = [(tag, "CrashLoopBackOff, exit code 3: FATAL: setting CLASSROOM_MEDIA_URL is missing"),
                ("main-999-0000000", "ImagePullBackOff: Back-off pulling image")]
        for version, words in rows:
            with self.subTest(version):
                artifact = {"type": "coding_docker/image", "name": HOST + "portal", "reference": f"{HOST}portal:{version}"}
                status, content = self.finished(self.box.trigger({"Namespace": "classroom-bad", "Domain": "bad.localhost"}, [artifact]))
                self.assertEqual("TERMINAL", status)
                self.assertIn(words, self.errors(content)[0])
                self.assertIn("portal", self.errors(content)[0])
        self.assertFalse(next(c for c in self.shown("bad.localhost")[1].json()["components"] if c["component"] == "portal")["ready"])

    def test_values_and_charts_that_cannot_be_baked(self):
        chart = {"type": "coding_artifact/helm", "name": "acme-helm.pkg.coding.net/classroom/charts/classroom", "version": "9.9.9"}
        rows = [({"Values": "a: [1"}, [], "values"), ({"Values": "- a\n"}, [], "values"), ({}, [chart], "404")]
        for parameters, artifacts, words in rows:
            with self.subTest(words):
                given = {"Namespace": "classroom-bake", "Domain": "bake.localhost", **parameters}
                status, content = self.finished(self.box.trigger(given, self.box.images() + artifacts))
                self.assertEqual("TERMINAL", status)
                self.assertIn(words, self.errors(content)[0])

    # ---- the queue

    def test_only_the_newest_waiting_execution_starts(self):
        pipeline = self.create([stage("1", "manualJudgment")], limitConcurrent=True, keepWaitingPipelines=False)
        first, second, third, fourth = (self.start(pipeline) for _ in range(4))
        self.assertEqual(["RUNNING"] + 3 * ["NOT_STARTED"], [self.box.execution(each)[0] for each in (first, second, third, fourth)])
        self.box.control("POST", "judgment", {"execution": first, "decision": "continue"})
        self.finished(first)
        wait_for(lambda: self.box.execution(fourth)[0] == "RUNNING")
        for each in (second, third):
            status, content = self.box.execution(each)
            self.assertEqual(("CANCELED", True), (status, content["canceled"]))
            self.assertIn("superseded by newer", content["cancellationReason"])
        self.box.call("CancelCdPipeline", {"PipelineExecutionId": fourth, "Reason": "enough"})
        self.assertEqual("CANCELED", self.finished(fourth)[0])

    def test_a_pipeline_that_keeps_those_who_wait(self):
        pipeline = self.create([stage("1", "wait", waitTime=5)], limitConcurrent=True, keepWaitingPipelines=True)
        executions = [self.start(pipeline) for _ in range(3)]
        self.assertEqual(3 * ["SUCCEEDED"], [self.finished(each)[0] for each in executions])
        starts = [self.box.execution(each)[1]["startTime"] for each in executions]
        self.assertEqual(sorted(starts), starts)

    def test_without_a_limit_all_run(self):
        pipeline = self.create([stage("1", "manualJudgment")], limitConcurrent=False)
        executions = [self.start(pipeline) for _ in range(3)]
        self.assertEqual(3 * ["RUNNING"], [self.box.execution(each)[0] for each in executions])
        for each in executions:
            self.box.call("CancelCdPipeline", {"PipelineExecutionId": each})

    def test_one_that_waits_can_be_cancelled(self):
        pipeline = self.create([stage("1", "manualJudgment")], limitConcurrent=True)
        first, second = self.start(pipeline), self.start(pipeline)
        self.box.call("CancelCdPipeline", {"PipelineExecutionId": second})
        self.assertEqual("CANCELED", self.box.execution(second)[0])
        self.box.control("POST", "judgment", {"execution": first, "decision": "continue"})
        self.assertEqual("SUCCEEDED", self.finished(first)[0])
        self.assertEqual("CANCELED", self.box.execution(second)[0])

    def test_a_correlation_gives_the_running_one(self):
        pipeline = self.create([stage("1", "manualJudgment")])
        first = self.start(pipeline, correlationId="k")
        self.assertEqual(first, self.start(pipeline, correlationId="k"))
        self.box.call("CancelCdPipeline", {"PipelineExecutionId": first})
        self.finished(first)
        second = self.start(pipeline, correlationId="k")
        self.assertNotEqual(first, second)
        # Whose pipeline it is does not matter: the key alone decides.
        self.create([stage("1", "wait", waitTime=0)], name="another of the same key")
        self.assertEqual(second, self.start("another of the same key", correlationId="k"))
        self.box.call("CancelCdPipeline", {"PipelineExecutionId": second})

    def test_a_correlation_may_be_remembered_for_ever(self):
        with Sandbox("--rate-limit", "0", "--correlation", "ever") as box:
            order = {"Namespace": "classroom-kept", "Domain": "kept.localhost", "Release": "kept"}
            first = box.trigger(order, box.images(), correlationId="k")
            wait_for(lambda: box.execution(first)[0] in FINAL)
            self.assertEqual(first, box.trigger(order, box.images(), correlationId="k"))

    # ---- refusals

    def test_what_is_not_started_at_all(self):
        before = len(self.box.control("GET", "world")["executions"])
        disabled = self.create([stage("1", "wait", waitTime=0)], disabled=True)
        call = {"Application": "classroom", "PipelineNameOrId": disabled, "TriggerJsonContent": "{}"}
        self.assertEqual("FailedOperation", self.box.refusal("TriggerCdPipeline", call)[1])
        executions = self.box.control("GET", "world")["executions"]
        self.assertEqual((before + 1, "TERMINAL"), (len(executions), executions[-1]["status"]))
        self.assertEqual("ResourceNotFound", self.box.refusal("TriggerCdPipeline", dict(call, PipelineNameOrId="nothing"))[1])

    def test_an_expected_artifact_without_a_match(self):
        expected = [{"id": "a", "displayName": "a", "matchArtifact": {"type": "coding_docker/image", "name": "h/p/a"},
                     "usePriorArtifact": False, "useDefaultArtifact": False}]
        pipeline = self.create([stage("1", "wait", waitTime=0)], expectedArtifacts=expected)
        call = {"Application": "classroom", "PipelineNameOrId": pipeline, "TriggerJsonContent": "{}"}
        self.assertEqual("FailedOperation", self.box.refusal("TriggerCdPipeline", call)[1])
        self.assertEqual("TERMINAL", self.box.control("GET", "world")["executions"][-1]["status"])

    def test_a_missing_required_parameter_is_not_refused(self):
        pipeline = self.create([stage("1", "wait", waitTime=0)], parameterConfig=[{"name": "Namespace", "required": True, "default": ""}])
        status, content = self.finished(self.start(pipeline))
        self.assertEqual(("SUCCEEDED", {"Namespace": ""}), (status, content["trigger"]["parameters"]))

    # ---- stages

    def test_a_judgment_waits_until_somebody_decides(self):
        for decision, expected, after in (("continue", "SUCCEEDED", "SUCCEEDED"), ("stop", "TERMINAL", "NOT_STARTED")):
            with self.subTest(decision):
                content = {"application": "classroom", "name": "judge-" + decision,
                           "stages": [stage("1", "manualJudgment", name="Ask"), stage("2", "wait", "1", waitTime=0)]}
                self.box.call("CreateCdPipeline", {"PipelineJsonContent": json.dumps(content)})
                execution = self.start("judge-" + decision)
                wait_for(lambda: self.states(execution)["1"] == "RUNNING")
                self.assertEqual("RUNNING", self.box.execution(execution)[0])
                self.box.control("POST", "judgment", {"execution": execution, "decision": decision, "stage": "Ask"})
                status, done = self.finished(execution)
                self.assertEqual((expected, after), (status, self.states(execution)["2"]))
                self.assertEqual(decision, done["stages"][0]["context"]["judgmentStatus"])

    def test_branches_failures_and_what_goes_on(self):
        fails = stage("2", "checkPreconditions", "1", continuePipeline=True, failPipeline=False,
                      preconditions=[{"type": "expression", "context": {"expression": "${1 == 2}", "failureMessage": "one is not two"}}])
        pipeline = self.create([stage("1", "wait", waitTime=0), fails, stage("3", "wait", "1", waitTime=1), stage("4", "wait", "2", "3", waitTime=0)])
        status, content = self.finished(self.start(pipeline))
        self.assertEqual("SUCCEEDED", status)
        self.assertEqual({"1": "SUCCEEDED", "2": "FAILED_CONTINUE", "3": "SUCCEEDED", "4": "SUCCEEDED"}, {s["refId"]: s["status"] for s in content["stages"]})
        self.assertEqual(["one is not two"], self.errors(content))

    def test_a_stage_that_nobody_knows_and_an_expression_that_fails(self):
        rows = [(stage("1", "madeUp"), "No bean found for stage type 'madeUp'"),
                (stage("1", "wait", waitTime="${parameters.Absent}"), "Failed to evaluate [parameters.Absent]")]
        for number, (broken, words) in enumerate(rows):
            with self.subTest(words):
                content = {"application": "classroom", "name": f"broken-{number}", "stages": [broken]}
                self.box.call("CreateCdPipeline", {"PipelineJsonContent": json.dumps(content)})
                status, done = self.finished(self.start(f"broken-{number}"))
                self.assertEqual("TERMINAL", status)
                self.assertIn(words, self.errors(done)[0])

    def test_a_webhook_stage_takes_2xx_and_3xx(self):
        rows = [("/version", "SUCCEEDED"), ("/nothing-here", "TERMINAL")]
        self.finished(self.box.deploy("hook"))
        for number, (path, expected) in enumerate(rows):
            with self.subTest(path):
                content = {"application": "classroom", "name": f"webhook-{number}", "stages": [
                    stage("1", "webhook", url=self.box.url + path, timeout=1, customHeaders={"Host": "hook.localhost"})]}
                self.box.call("CreateCdPipeline", {"PipelineJsonContent": json.dumps(content)})
                self.assertEqual(expected, self.finished(self.start(f"webhook-{number}"))[0])

    def test_a_dry_run_changes_nothing(self):
        execution = self.box.trigger({"Namespace": "classroom-dry", "Domain": "dry.localhost"}, self.box.images(), dryRun=True)
        self.assertEqual("SUCCEEDED", self.finished(execution)[0])
        self.assertEqual(404, self.shown("dry.localhost")[0])


class Restart(unittest.TestCase):
    def test_what_ran_goes_on_after_a_kill(self):
        with Sandbox("--rate-limit", "0", "--speed", "4") as box:
            deployed = box.deploy("kept")
            wait_for(lambda: box.execution(deployed)[1]["stages"][1]["status"] == "RUNNING")
            waiting = [box.deploy("later"), box.deploy("last")]
            content = {"application": "classroom", "name": "ask", "stages": [stage("1", "manualJudgment")]}
            box.call("CreateCdPipeline", {"PipelineJsonContent": json.dumps(content)})
            asked = box.trigger({}, [], "ask")
            box.control("POST", "commit", {"depot": "chat", "branch": "main", "message": "During a storm"})
            box.stop(signal.SIGKILL)
            box.start()
            wait_for(lambda: box.execution(deployed)[0] in FINAL)
            self.assertEqual("SUCCEEDED", box.execution(deployed)[0])
            wait_for(lambda: box.execution(waiting[1])[0] == "SUCCEEDED")
            self.assertEqual("CANCELED", box.execution(waiting[0])[0])
            self.assertEqual("RUNNING", box.execution(asked)[0])
            box.control("POST", "judgment", {"execution": asked, "decision": "continue"})
            wait_for(lambda: box.execution(asked)[0] == "SUCCEEDED")
            self.assertEqual(7, len(box.request("GET", "/version", host="kept.localhost").json()["components"]))
            job = box.call("DescribeCodingCIJobs", {"ProjectId": box.project_id(), "Filter": [{"Name": "Name", "Value": ["chat"]}]}, "ci")["JobList"][0]
            newest = lambda: box.call("DescribeCodingCIBuilds", {"JobId": job["Id"], "PageNumber": 1, "PageSize": 1}, "ci")["Data"]["BuildList"][0]
            wait_for(lambda: newest()["Status"] == "SUCCEED")


class Many(unittest.TestCase):
    def test_many_artifacts_without_layers(self):
        with Sandbox("--rate-limit", "0") as box:
            began = time.monotonic()
            box.control("POST", "fill", {"components": 30, "artifacts": 3000})
            project = box.project_id()
            rows = box.call("DescribeArtifactVersionList", {"ProjectId": project, "Repository": "images", "Package": "bench-30", "PageNumber": 1, "PageSize": 200})
            self.assertEqual(100, int(rows["Data"]["TotalCount"]))
            tag = rows["Data"]["InstanceSet"][0]["Version"]
            found = box.call("DescribeArtifactProperties", {"ProjectId": project, "Repository": "images", "Package": "bench-30", "PackageVersion": tag})
            self.assertEqual("main", {row["Name"]: row["Value"] for row in found["InstanceSet"]}["git.branch"])
            self.assertLess(time.monotonic() - began, 60)


if __name__ == "__main__":
    main()
