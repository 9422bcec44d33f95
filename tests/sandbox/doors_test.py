# SPDX-License-Identifier: Apache-2.0
"""The doors beside the OpenAPI, and the actions that answer from git, builds and pipelines."""
import json
import unittest

from harness import Sandbox, main, wait_for

HOOK = "/api/cd/webhooks/webhook/0d9f1f5e-6a35-4e55-8a0f-3d1c7b6e2a94"


class Doors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0")
        cls.box.start()
        cls.project = cls.box.project_id()

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()

    def executions(self):
        return self.box.control("GET", "world")["executions"]

    def test_webhook_says_only_that_it_was_received(self):
        before = len(self.executions())
        body = {"parameters": {"Namespace": "classroom-h", "Domain": "h.localhost"}}
        answer = self.box.request("POST", HOOK, json.dumps(body))  # lacks the key that the constraint wants
        self.assertEqual((200, True), (answer.status, answer.json()["eventProcessed"]))
        self.assertEqual(before, len(self.executions()))
        answer = self.box.request("POST", HOOK, json.dumps({**body, "secret": "s"}))
        self.assertEqual({"eventProcessed", "eventId"}, set(answer.json()))
        started = self.executions()
        self.assertEqual(before + 1, len(started))
        self.assertEqual("classroom-h", started[-1]["parameters"]["Namespace"])
        self.assertEqual(404, self.box.request("POST", HOOK[:-1] + "0", "{}").status)

    def test_job_trigger(self):
        jobs = self.box.call("DescribeCodingCIJobs", {"ProjectId": self.project, "Filter": [{"Name": "Name", "Value": ["live"]}]}, "ci")["JobList"]
        (job,) = jobs
        path = f"/api/cci/job/{job['Id']}/trigger"
        self.assertEqual(401, self.box.request("POST", path, "{}", {"Authorization": self.box.authorization("ci_reader")}).status)
        answer = self.box.request("POST", path, '{"ref": "main", "envs": []}', {"Authorization": self.box.authorization("ci")})
        self.assertEqual(0, answer.json()["code"])

    def test_a_build_from_trigger_to_artifact(self):
        box = self.box
        job = box.call("DescribeCodingCIJobs", {"ProjectId": self.project, "Filter": [{"Name": "Name", "Value": ["platform-images"]}]}, "ci")["JobList"][0]
        build = box.call("TriggerCodingCIBuild", {"JobId": job["Id"], "Revision": "main"}, "ci")["Data"]["Build"]
        self.assertIn(build["Status"], ("QUEUED", "INITIALIZING", "RUNNING", "SUCCEED"))
        done = wait_for(lambda: (b := box.call("DescribeCodingCIBuild", {"BuildId": build["Id"]}, "ci")["Build"])["Status"] == "SUCCEED" and b)
        self.assertEqual(build["Number"], done["Number"])
        log = box.call("DescribeCodingCIBuildLog", {"BuildId": build["Id"], "Start": 0}, "ci")["Data"]
        self.assertEqual((False, len(log["Log"].encode())), (log["MoreData"], log["TextSize"]))
        rest = box.call("DescribeCodingCIBuildLog", {"BuildId": build["Id"], "Start": log["TextSize"]}, "ci")["Data"]
        self.assertEqual("", rest["Log"])
        stages = json.loads(box.call("DescribeCodingCIBuildStage", {"BuildId": build["Id"]}, "ci")["Data"]["StageJsonString"])
        self.assertTrue(stages and all(stage["status"] == "SUCCESS" for stage in stages))
        newest = box.call("DescribeCodingCIBuilds", {"JobId": job["Id"], "PageNumber": 1, "PageSize": 1}, "ci")["Data"]["BuildList"][0]
        self.assertEqual(done["Number"], newest["Number"])
        tag = f"main-{done['Number']}-{done['CommitId'][:7]}"
        for component in ("gateway", "grading", "notify", "jobs"):
            rows = box.call("DescribeArtifactProperties", {"ProjectId": self.project, "Repository": "images", "Package": component, "PackageVersion": tag})
            found = {row["Name"]: row["Value"] for row in rows["InstanceSet"]}
            self.assertEqual((str(done["Number"]), "main", done["CommitId"]), (found["ci.build.number"], found["git.branch"], found["git.commit"]))

    def test_git_answers_come_from_the_repositories(self):
        box, depot = self.box, {"DepotId": 0, "DepotPath": "acme/classroom/live"}
        branches = box.call("DescribeGitBranches", {**depot, "PageSize": 50})["Branches"]
        self.assertEqual("main", branches[0]["BranchName"])
        self.assertIn("feature/breakout-rooms", [b["BranchName"] for b in branches])
        head = box.call("DescribeGitBranch", {**depot, "BranchName": "main"})["GitBranch"]
        self.assertEqual(branches[0]["Sha"], head["LastCommit"]["Sha"])
        page = box.call("DescribeGitCommitsInPage", {**depot, "Ref": "main", "PageNumber": 1, "PageSize": 2})["Data"]
        self.assertEqual((2, head["Sha"]), (len(page["Commits"]), page["Commits"][0]["Sha"]))
        self.assertGreater(page["Page"]["TotalRow"], 2)
        pushed = box.control("POST", "commit", {"depot": "live", "branch": "feature/new", "message": "A new branch"})["commit"]
        self.assertEqual(pushed, box.call("DescribeGitBranch", {**depot, "BranchName": "feature/new"})["GitBranch"]["Sha"])
        refs = box.call("DescribeGitBranchesBySha", {**depot, "Sha": pushed})["Refs"]
        self.assertEqual([{"Ref": "refs/heads/feature/new"}], refs)
        box.call("CreateGitTag", {**depot, "TagName": "v1", "StartPoint": pushed, "Message": ""})
        self.assertEqual("v1", box.call("DescribeGitTags", depot)["GitTags"][0]["TagName"])

    def test_the_pipeline_tells_its_parameters(self):
        configs = self.box.call("DescribeCdPipelineConfigs", {"Application": "classroom"})["Data"]["PipelineConfigs"]
        self.assertEqual(["deploy-environment", "teardown-environment"], [config["Name"] for config in configs])
        content = json.loads(configs[0]["JsonContent"])
        self.assertEqual(["Namespace", "Domain"], [p["name"] for p in content["parameterConfig"] if p["required"]])
        self.assertEqual(8, len(content["expectedArtifacts"]))
        self.assertEqual((True, False), (content["limitConcurrent"], content["keepWaitingPipelines"]))

    def test_the_execution_knows_itself_by_another_id(self):
        execution = self.box.deploy("id")
        _, content = self.box.execution(execution)
        self.assertNotEqual(execution, content["id"])
        self.assertEqual("classroom-id", content["trigger"]["parameters"]["Namespace"])

    def test_links_lead_somewhere(self):
        execution = self.box.deploy("linked")
        job = self.box.call("DescribeCodingCIJobs", {"ProjectId": self.project}, "ci")["JobList"][0]["Id"]
        for path, words in [(f"/p/classroom/ci/job/{job}", "SUCCEED"), (f"/p/classroom/ci/job/{job}/build/1/pipeline", "Checking out"),
                            ("/p/classroom/iterations/42/issues", "Breakout rooms"), ("/cd/applications/classroom/pipelines/deploy-environment", "Namespace"),
                            (f"/cd/applications/classroom/executions/details/{execution}", "classroom-linked")]:
            answer = self.box.request("GET", path)
            self.assertEqual(200, answer.status, path)
            self.assertIn(words, answer.body.decode())
        for path in ("/p/classroom/ci/job/1", f"/p/classroom/ci/job/{job}/build/99999", "/p/classroom/iterations/7", "/cd/applications/x/pipelines/y",
                     "/cd/applications/classroom/executions/details/01"):
            self.assertEqual(404, self.box.request("GET", path).status, path)


if __name__ == "__main__":
    main()
