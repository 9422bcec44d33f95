# SPDX-License-Identifier: Apache-2.0
"""The sandbox refuses what CODING refuses: parameters, types, tokens, scopes, actions, rates."""
import json
import time
import unittest

from harness import Sandbox, main


class Strictness(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0")
        cls.box.start()
        cls.project = cls.box.project_id()

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()

    def test_refusals(self):
        project = self.project
        image = {"ProjectId": project, "Repository": "images", "Package": "live"}
        table = [
            # action, parameters, role, code
            ("DescribeIteration", {"ProjectName": "classroom"}, "personal", "MissingParameter"),
            ("DescribeIteration", {"ProjectName": "classroom", "IterationCode": None}, "personal", "MissingParameter"),
            ("DescribeIteration", {"ProjectName": "classroom", "IterationCode": "42"}, "personal", "InvalidParameter"),
            ("DescribeIteration", {"ProjectName": 9, "IterationCode": 42}, "personal", "InvalidParameter"),
            ("DescribeIteration", {"ProjectName": "classroom", "IterationCode": 4.5}, "personal", "InvalidParameter"),
            ("DescribeIteration", {"ProjectName": "classroom", "IterationCode": 7}, "personal", "ResourceNotFound"),
            ("DescribeIteration", {"ProjectName": "elsewhere", "IterationCode": 42}, "personal", "ResourceNotFound"),
            ("DescribeIteration", {"ProjectName": "classroom", "IterationCode": 42, "Code": 1}, "personal", "UnknownParameter"),
            ("DescribeIterationList", {"ProjectName": "classroom", "Status": ["OPEN"]}, "personal", "InvalidParameterValue"),
            ("DescribeIterationList", {"ProjectName": "classroom", "Status": "PROCESSING"}, "personal", "InvalidParameter"),
            ("DescribeProjectDepotInfoList", {"ProjectId": project, "PageNumber": 1}, "personal", "InvalidParameter"),
            ("DescribeGitBranch", {"DepotId": 0, "DepotPath": "acme/classroom/live", "BranchName": "gone"}, "personal", "ResourceNotFound"),
            ("DescribeGitCommitsInPage", {"DepotId": 602, "Ref": "gone"}, "personal", "InternalError"),
            ("DescribeGitCommitsInPage", {"DepotId": 602, "Ref": "--all"}, "personal", "InternalError"),
            ("DescribeIssueListWithPage", {"ProjectName": "classroom", "IssueType": "BUG", "PageNumber": 1, "PageSize": 10}, "personal",
             "InvalidParameterValue"),
            ("DescribeArtifactVersionList", {**image, "Package": "gone"}, "personal", "ResourceNotFound"),
            ("DescribeArtifactVersionList", {**image, "PageNumber": 0}, "personal", "InvalidParameterValue"),
            ("DescribeTeamMemberByEmail", {"Email": "nobody@acme.example"}, "personal", "InvalidParameterValue.EmailNotFoundAccount"),
            ("DescribeCdPipeline", {"PipelineExecutionId": "01"}, "personal", "ResourceNotFound"),
            ("TriggerCdPipeline", {"Application": "classroom", "PipelineNameOrId": "gone", "TriggerJsonContent": "{}"}, "personal", "ResourceNotFound"),
            ("TriggerCdPipeline", {"Application": "classroom", "PipelineNameOrId": "deploy-environment", "TriggerJsonContent": "[]"}, "personal",
             "InvalidParameterValue"),
            ("TriggerCdPipeline", {"Application": "classroom", "PipelineNameOrId": "deploy-environment", "TriggerJsonContent": {}}, "personal",
             "InvalidParameter"),
            ("DescribeCdPipelines", {"Application": "classroom"}, "personal", "UnsupportedOperation"),
            ("describeTeam", {}, "personal", "UnsupportedOperation"),
            # tokens and scopes
            ("DescribeTeam", {}, "expired", "AuthFailure"),
            ("TriggerCdPipeline", {"Application": "classroom", "PipelineNameOrId": "deploy-environment", "TriggerJsonContent": "{}"}, "reader",
             "UnauthorizedOperation"),
            ("CreateIteration", {"ProjectName": "classroom", "Name": "x"}, "reader", "UnauthorizedOperation"),
            ("DescribeCdApplications", {}, "ci", "UnauthorizedOperation"),
            ("DescribeTeam", {}, "ci", "UnauthorizedOperation"),
            ("DescribeCodingCIJobs", {"ProjectId": project}, "personal", "UnauthorizedOperation"),
            ("DescribeCodingCIJobs", {"ProjectId": project}, "ci_reader", "UnauthorizedOperation"),
            ("DescribeCodingCIBuild", {"BuildId": 1}, "ci", "InvalidParameterValue"),
            ("CreateArtifactProperties", {**image, "PackageVersion": "x", "PropertySet": []}, "ci_reader", "UnauthorizedOperation"),
        ]
        for action, parameters, role, code in table:
            with self.subTest(action=action, parameters=parameters, role=role):
                self.assertEqual((200, code), self.box.refusal(action, parameters, role))

    def test_action_in_query_body_or_both(self):
        for where in ("query", "body", "both"):
            self.assertEqual("acme.coding.net", self.box.call("DescribeTeam", where=where)["Data"]["TeamHost"])
        headers = {"Content-Type": "application/json", "Authorization": self.box.authorization("personal")}
        for path, body, code in [
            ("/open-api?Action=DescribeTeam", {"Action": "DescribeCodingCurrentUser"}, "InvalidParameter"),
            ("/open-api", {}, "MissingParameter"),
        ]:
            answer = self.box.request("POST", path, json.dumps(body), headers)
            self.assertEqual((200, code), (answer.status, answer.json()["Response"]["Error"]["Code"]))

    def test_transport(self):
        good = {"Content-Type": "application/json", "Authorization": self.box.authorization("personal")}
        self.assertEqual(405, self.box.request("GET", "/open-api?Action=DescribeTeam", headers=good).status)
        for body, headers, code in [
            ("{", good, "InvalidParameter"),
            ("[]", good, "InvalidParameter"),
            ("{}", {**good, "Content-Type": "text/plain"}, "InvalidParameter"),
            ("{}", {**good, "Authorization": "token " + "0" * 40}, "AuthFailure"),
            ("{}", {**good, "Authorization": "Basic !!"}, "AuthFailure"),
            ("{}", {"Content-Type": "application/json"}, "AuthFailure"),
        ]:
            with self.subTest(body=body, headers=headers):
                answer = self.box.request("POST", "/open-api?Action=DescribeTeam", body, headers)
                self.assertEqual(code, answer.json()["Response"]["Error"]["Code"])
        bearer = {**good, "Authorization": "Bearer " + self.box.tokens["personal"]["secret"]}
        self.assertEqual(200, self.box.request("POST", "/open-api?Action=DescribeTeam", "{}", bearer).status)

    def test_probe_of_a_token(self):
        self.assertEqual(200, self.box.request("GET", "/api/me", headers={"Authorization": self.box.authorization("personal")}).status)
        self.assertEqual(401, self.box.request("GET", "/api/me", headers={"Authorization": self.box.authorization("expired")}).status)

    def test_control_needs_its_token(self):
        self.assertEqual(401, self.box.request("GET", "/sandbox/status").status)
        self.assertEqual(401, self.box.request("GET", "/sandbox/status", headers={"Authorization": "Bearer x"}).status)

    def test_iteration_state_machine(self):
        box = self.box
        code = box.call("CreateIteration", {"ProjectName": "classroom", "Name": "State", "StartAt": "2026-03-02", "EndAt": "2026-03-13"})["Iteration"]["Code"]
        self.assertEqual("InvalidParameterValue", box.refusal("CreateIteration", {"ProjectName": "classroom", "Name": "State"})[1])
        key = {"ProjectName": "classroom", "IterationCode": code}
        for operator, status in [("complete", None), ("restart", None), ("start", "PROCESSING"), ("start", None), ("complete", "COMPLETED"),
                                 ("complete", None), ("restart", "PROCESSING"), ("stop", None)]:
            with self.subTest(operator=operator, status=status):
                if status:
                    self.assertEqual(status, box.call("ModifyIterationStatus", {**key, "Operator": operator})["Iteration"]["Status"])
                else:
                    expected = "InvalidParameterValue" if operator == "stop" else "FailedOperation"
                    self.assertEqual(expected, box.refusal("ModifyIterationStatus", {**key, "Operator": operator})[1])
        iteration = box.call("DescribeIteration", key)["Iteration"]
        self.assertEqual(1772380800000, iteration["StartAt"])  # 2026-03-02 00:00:00 +08:00
        self.assertEqual(1773417599000, iteration["EndAt"])  # 2026-03-13 23:59:59 +08:00

    def test_properties(self):
        project, box = self.project, self.box
        versions = box.call("DescribeArtifactVersionList", {"ProjectId": project, "Repository": "images", "Package": "live"})["Data"]["InstanceSet"]
        key = {"ProjectId": project, "Repository": "images", "Package": "live", "PackageVersion": versions[0]["Version"]}
        box.call("CreateArtifactProperties", {**key, "PropertySet": [{"Name": "chatops.iteration", "Value": "42"}]}, "ci")
        self.assertEqual("ResourceInUse", box.refusal("CreateArtifactProperties", {**key, "PropertySet": [{"Name": "chatops.iteration", "Value": "43"}]})[1])
        box.call("ModifyArtifactProperties", {**key, "PropertySet": [{"Name": "chatops.iteration", "Value": "43"}]})
        found = {row["Name"]: row["Value"] for row in box.call("DescribeArtifactProperties", key)["InstanceSet"]}
        self.assertEqual("43", found["chatops.iteration"])
        self.assertEqual("OperationDenied", box.refusal("ModifyArtifactProperties", {**key, "PropertySet": [{"Name": "coding.x", "Value": "1"}]})[1])
        self.assertEqual("MissingParameter", box.refusal("ModifyArtifactProperties", {**key, "PropertySet": [{"Name": "x"}]})[1])
        box.call("DeleteArtifactProperties", {**key, "PropertyNameSet": ["chatops.iteration"]})


class Rates(unittest.TestCase):
    def test_calls_a_second(self):
        with Sandbox("--rate-limit", "5", "--auth-status", "401") as box:
            codes = [box.open_api("DescribeTeam").json()["Response"].get("Error", {}).get("Code") for _ in range(12)]
            self.assertEqual([None] * 5, codes[:5])
            self.assertIn("RequestLimitExceeded", codes)
            box.call("DescribeCodingCurrentUser")  # another action has a bucket of its own
            self.assertEqual((401, "AuthFailure"), box.refusal("DescribeCodingCurrentUser", role="expired"))

    def test_no_second_holds_more_than_the_limit_whoever_asks(self):
        with Sandbox("--rate-limit", "5") as box:
            passed, until = [], time.monotonic() + 2.5
            while time.monotonic() < until:
                for role in ("personal", "reader"):  # the team's tokens share the limit
                    begun = time.monotonic()
                    if "Error" not in box.open_api("DescribeTeam", role=role).json()["Response"]:
                        passed.append((begun, time.monotonic()))
            self.assertGreaterEqual(len(passed), 10)
            for _, ended in passed:
                self.assertLessEqual(sum(1 for b, e in passed if b >= ended and e < ended + 1), 5)


class Pages(unittest.TestCase):
    def test_longer_pages_are_refused(self):
        with Sandbox("--rate-limit", "0", "--page-size", "20") as box:
            live = {"ProjectId": box.project_id(), "Repository": "images", "Package": "live"}
            self.assertEqual("InvalidParameterValue", box.refusal("DescribeArtifactVersionList", {**live, "PageSize": 21})[1])
            self.assertEqual(20, box.call("DescribeArtifactVersionList", {**live, "PageSize": 20})["Data"]["PageSize"])
            self.assertEqual("InvalidParameterValue", box.refusal("DescribeIterationList", {"ProjectName": "classroom", "Limit": 21})[1])


if __name__ == "__main__":
    main()
