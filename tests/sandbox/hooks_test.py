# SPDX-License-Identifier: Apache-2.0
"""Service Hooks: made through the OpenAPI, delivered to a receiver that trusts nothing, spoiled on demand."""
import json
import threading
import unittest

from harness import Sandbox, main, wait_for
from receiver import PASSWORD, TOKEN, USER, Receiver

PERSON = {"id", "avatar_url", "html_url", "name", "name_pinyin"}
ENVELOPE = {"event": str, "eventName": str, "action": str, "sender": dict, "project": dict, "team": dict, "hook": dict, "hook_id": str}
ITERATION = {"title": str, "goal": str, "html_url": str, "project_id": int, "code": int, "creator": dict, "status": str,
             "plan_issue_number": int, "start_at": int, "end_at": int, "created_at": int, "updated_at": int}
ISSUE = {"html_url": str, "type": str, "project_id": int, "code": int, "parent_code": int, "title": str, "creator": dict, "status": str,
         "assignee": (dict, type(None)), "priority": (int, type(None)), "start_date": int, "due_date": int, "description": str,
         "created_at": int, "updated_at": int, "issue_status": dict, "watchers": list, "labels": list}
REPOSITORY = {"id": int, "name": str, "full_name": str, "owner": dict, "private": bool, "html_url": str, "description": str, "fork": bool,
              "created_at": int, "updated_at": int, "clone_url": str, "ssh_url": str, "default_branch": str, "vcs_type": str}
COMMIT = {"id": str, "message": str, "timestamp": int, "url": str, "author": dict, "committer": dict, "added": str, "removed": str, "modified": list}
MERGE_REQUEST = {"id": int, "html_url": str, "patch_url": str, "diff_url": str, "number": int, "state": str, "title": str, "body": str,
                 "user": dict, "created_at": int, "updated_at": int, "merge_commit_sha": str, "merged": bool, "comments": int, "commits": int,
                 "additions": int, "deletions": int, "changed_files": int, "head": dict, "base": dict}
CI = {"id": int, "name": str, "branch_regex": str, "creator_id": int, "project_id": int, "depot_id": int, "jenkins_file_path": str,
      "created_at": int, "updated_at": int, "trigger_method": str, "build": dict}
BUILD = {"id": int, "number": int, "cci_id": str, "cause": str, "commit_id": str, "branch": str, "job_id": int, "trigger_user_id": int,
         "created_at": int, "updated_at": int, "failed_message": str, "duration": int, "status": str}
ARTIFACT = {"projectId": int, "artifactRepoId": int, "artifactPkgId": int, "artifactVersionId": int, "userId": int, "size": int,
            "artifactRepoName": str, "artifactPkgName": str, "artifactVersionName": str, "action": str, "artifactType": str,
            "projectName": str, "userName": str}


class Hooked(unittest.TestCase):
    """A sandbox and a receiver for the whole class, a hook for each test."""
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0", *cls.options)
        cls.box.start()
        cls.project = cls.box.project_id()

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()

    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.addCleanup(self.remove_hooks)
        self.box.control("DELETE", "delivery-faults")

    def remove_hooks(self):
        ids = [hook["Id"] for hook in self.hooks() or []]
        if ids:
            self.box.call("DeleteServiceHook", {"Id": ids, "ProjectId": self.project})

    def hooks(self, **more):
        ask = {"ProjectId": self.project, "PageNumber": 1, "PageSize": 50, "TargetType": "PROJECT", **more}
        return self.box.call("DescribeServiceHooks", ask)["Data"]["ServiceHook"]

    def request(self, events, **more):
        action = {"service_url": self.receiver.url, "token": TOKEN, "username": USER, "password": PASSWORD, "headers": "X-From: sandbox\nX-Two: b"}
        return {"ProjectId": self.project, "Service": "WebHook", "ServiceAction": "webhook_http_post", "Event": events, "Enabled": True,
                "ActionProperty": json.dumps(action), "Name": "chatops", **more}

    def hook(self, *events, **more):
        return self.box.call("CreateServiceHook", self.request(list(events), **more))["ServiceHook"]

    def order(self, word, **body):
        return self.box.control("POST", word, body)

    def shape(self, value, keys):
        for key, kind in keys.items():
            self.assertIn(key, value)
            self.assertIsInstance(value[key], kind, key)
            self.assertFalse(kind is int and isinstance(value[key], bool), key)

    def judge(self, delivery, hook):
        """What holds for every delivery, and its payload."""
        self.assertTrue(delivery.signed())
        self.assertTrue(delivery.authorized())
        headers = delivery.headers
        self.assertEqual((hook["Id"], "webhook_http_post", "application/json"),
                         (headers["X-Coding-Service-Hook-Id"], headers["X-Coding-Service-Hook-Action"], headers["Content-Type"]))
        self.assertEqual(("sandbox", "b"), (headers["X-From"], headers["X-Two"]))
        payload = delivery.json()
        self.shape(payload, ENVELOPE)
        self.assertEqual(delivery.event, payload["event"])
        self.assertLessEqual(PERSON | {"url"}, payload["sender"].keys())
        self.assertEqual((self.project, "classroom"), (payload["project"]["id"], payload["project"]["name"]))
        self.assertEqual(hook["Id"], payload["hook_id"])
        self.assertNotIn(TOKEN, delivery.body.decode())
        return payload

    def idle(self):
        wait_for(lambda: (now := self.box.control("GET", "deliveries")) and now["pending"] + now["under_way"] == 0)

    def logs(self, hook, size=50):
        ask = {"Id": hook["Id"], "ProjectId": self.project, "PageNumber": 1, "PageSize": size}
        return self.box.call("DescribeServiceHookLogs", ask)["Data"]["Log"] or []


class Management(Hooked):
    def test_create_describe_modify_delete(self):
        hook = self.hook("ISSUE_CREATED", "GIT_PUSHED")
        self.assertEqual(("WebHook", "webhook_http_post", ["ISSUE_CREATED", "GIT_PUSHED"], True, "Project", 3),
                         (hook["Service"], hook["Action"], hook["Event"], hook["Enabled"], hook["TargetType"], hook["Version"]))
        self.assertEqual(["创建事项", "代码推送"], hook["EventLabel"])
        self.assertEqual("Daniel Okafor", hook["CreatorByUser"]["Name"])
        named = {"Id": hook["Id"], "ProjectId": self.project}
        self.assertEqual(hook, self.box.call("DescribeServiceHook", named)["ServiceHook"])
        other = self.hook("MEMBER_CREATED", Name="another")
        self.assertEqual([hook["Id"]], [each["Id"] for each in self.hooks(Event=["GIT_PUSHED"])])
        self.assertEqual([other["Id"]], [each["Id"] for each in self.hooks(Name="anoth", Enabled="true")])
        changed = self.box.call("ModifyServiceHook", {**self.request(["ISSUE_DELETED"]), "Id": hook["Id"], "FilterProperty": ""})["ServiceHook"]
        self.assertEqual((hook["Id"], ["ISSUE_DELETED"]), (changed["Id"], changed["Event"]))
        self.assertTrue(self.box.call("EnabledServiceHook", {"Id": [hook["Id"]], "ProjectId": self.project, "Enabled": False, "TargetType": "PROJECT"})["Succeed"])
        self.assertEqual([hook["Id"]], [each["Id"] for each in self.hooks(Enabled="false")])
        self.assertTrue(self.box.call("DeleteServiceHook", {"Id": [hook["Id"], other["Id"]], "ProjectId": self.project})["Succeed"])
        self.assertEqual("ResourceNotFound", self.box.refusal("DescribeServiceHook", named)[1])

    def test_events_are_listed(self):
        events = {row["Name"]: row for row in self.box.call("DescribeEvents")["Event"]}
        self.assertEqual({"Name", "Label", "GroupName", "GroupLabel"}, set(events["ITERATION_CREATED"]))
        self.assertLessEqual({"ITERATION_PLANNED", "CI_JOB_FINISHED", "ARTIFACTS_VERSION_UPDATED", "MEMBER_ROLE_UPDATED"}, events.keys())
        self.assertNotIn("PING", events)

    def test_what_the_real_one_would_refuse(self):
        action = json.dumps({"service_url": self.receiver.url})
        for code, change in [
            ("InvalidParameterValue", {"Event": ["ITERATION_COMPLETED"]}),
            ("InvalidParameterValue", {"Event": ["PING"]}),
            ("InvalidParameterValue", {"Event": []}),
            ("InvalidParameterValue", {"Event": ["ISSUE_CREATED", "ISSUE_CREATED"]}),
            ("InvalidParameterValue", {"Event": ["ISSUE_CREATED", "ISSUE_DELETED"], "FilterProperty": '{"type": "DEFECT"}'}),
            ("InvalidParameterValue", {"Event": ["ISSUE_CREATED"], "FilterProperty": '{"branch_list": "main"}'}),
            ("InvalidParameterValue", {"Event": ["ITERATION_CREATED"], "FilterProperty": '{"status": "COMPLETED"}'}),
            ("InvalidParameterValue", {"FilterProperty": "type=DEFECT"}),
            ("InvalidParameterValue", {"Service": "Pigeon"}),
            ("InvalidParameterValue", {"ServiceAction": "webhook_http_put"}),
            ("InvalidParameterValue", {"ActionProperty": "{}"}),
            ("InvalidParameterValue", {"ActionProperty": '{"service_url": "ftp://127.0.0.1/"}'}),
            ("InvalidParameterValue", {"ActionProperty": action[:-1] + ', "secret": "x"}'}),
            ("InvalidParameterValue", {"ActionProperty": action[:-1] + ', "headers": "no colon"}'}),
            ("InvalidParameterValue", {"ServiceAction": "webhook_http_get", "ActionProperty": action[:-1] + ', "token": "x"}'}),
            ("InvalidParameterValue", {"TargetType": "TEAM"}),
            ("UnsupportedOperation", {"TargetType": "PROGRAM"}),
            ("InvalidParameter", {"Event": "ISSUE_CREATED"}),
            ("InvalidParameter", {"Enabled": "true"}),
            ("InvalidParameter", {"ActionProperty": {"service_url": self.receiver.url}}),
            ("MissingParameter", {"ActionProperty": None}),
            ("UnknownParameter", {"Url": self.receiver.url}),
            ("ResourceNotFound", {"ProjectId": 12345}),
        ]:
            with self.subTest(change=change):
                self.assertEqual((200, code), self.box.refusal("CreateServiceHook", {**self.request(["ISSUE_CREATED"]), **change}))
        self.assertFalse(self.hooks())

    def test_permissions(self):
        hook = self.hook("ISSUE_CREATED")
        listing = {"ProjectId": self.project, "PageNumber": 1, "PageSize": 5, "TargetType": "PROJECT"}
        self.assertTrue(self.box.call("DescribeServiceHooks", listing, "reader")["Data"]["ServiceHook"])
        for role in ("reader", "ci"):  # reads only; a project token has no scope for hooks at all
            self.assertEqual("UnauthorizedOperation", self.box.refusal("CreateServiceHook", self.request(["ISSUE_CREATED"]), role)[1])
        self.assertEqual("UnauthorizedOperation", self.box.refusal("DescribeServiceHooks", listing, "ci")[1])
        self.assertEqual("UnauthorizedOperation", self.box.refusal("PingServiceHook", {"Id": [hook["Id"]], "ProjectId": self.project}, "reader")[1])
        self.assertEqual("ResourceNotFound", self.box.refusal("ResendServiceHookLog", {"ServiceHookLogId": "none"})[1])

    def test_a_hook_outlives_a_restart(self):
        hook = self.hook("ISSUE_CREATED")
        self.box.stop()
        self.box.start()
        self.assertEqual([hook["Id"]], [each["Id"] for each in self.hooks()])
        self.order("issues", name="after the restart")
        self.assertEqual("after the restart", self.judge(self.receiver.wait("ISSUE_CREATED"), hook)["issue"]["title"])


class Events(Hooked):
    def one(self, event, hook, check=lambda payload: True):
        return self.judge(self.receiver.wait(event, check=lambda delivery: check(delivery.json())), hook)

    def test_ping_reaches_a_hook_that_is_off(self):
        hook = self.hook("ISSUE_CREATED", Enabled=False)
        self.order("issues", name="unheard")
        self.box.call("PingServiceHook", {"Id": [hook["Id"]], "ProjectId": self.project})
        self.assertEqual("PING", self.one("PING", hook)["event"])
        self.idle()
        self.assertEqual(1, len(self.receiver.all()))

    def test_the_life_of_an_iteration(self):
        hook = self.hook("ITERATION_CREATED", "ITERATION_UPDATED", "ITERATION_DELETED", "ITERATION_PLANNED", "ISSUE_ITERATION_CHANGED")
        code = self.order("iterations", name="S90 webhooks", owner="wangning", start="2026-12-01", end="2026-12-12", **{"as": "wangning"})["code"]
        created = self.one("ITERATION_CREATED", hook)
        self.shape(created["iteration"], ITERATION)
        self.assertEqual((code, "S90 webhooks", "WAIT_PROCESS", "王宁"), tuple(created["iteration"][k] for k in ("code", "title", "status")) + (created["sender"]["name"],))
        self.assertEqual(1796054400000, created["iteration"]["start_at"])
        self.box.call("PlanIterationIssue", {"ProjectName": "classroom", "IterationCode": code, "IssueCode": [308, 309]})
        self.assertEqual(2, self.one("ITERATION_PLANNED", hook)["iteration"]["plan_issue_number"])
        moved = [self.judge(each, hook) for each in self.receiver.wait("ISSUE_ITERATION_CHANGED", 2)]
        self.assertEqual([(308, code), (309, code)], [(each["issue"]["code"], each["issue"]["iteration"]["code"]) for each in moved])
        for word, status in (("start", "PROCESSING"), ("complete", "COMPLETED"), ("restart", "PROCESSING")):
            self.receiver.clear()
            self.order(f"iterations/{code}", do=word)
            self.assertEqual(status, self.one("ITERATION_UPDATED", hook)["iteration"]["status"])
        self.order(f"iterations/{code}", name="S90 renamed", end="2026-12-20")
        self.one("ITERATION_UPDATED", hook, lambda payload: payload["iteration"]["title"] == "S90 renamed")
        self.order(f"iterations/{code}", do="delete")
        self.assertEqual(code, self.one("ITERATION_DELETED", hook)["iteration"]["code"])

    def test_issues_and_their_people(self):
        events = ["ISSUE_CREATED", "ISSUE_DELETED", "ISSUE_STATUS_UPDATED", "ISSUE_ASSIGNEE_CHANGED", "ISSUE_UPDATED", "ISSUE_COMMENT_CREATED"]
        hook = self.hook(*events)
        code = self.order("issues", name="Hooks", type="DEFECT", iteration=42, assignee="chenjia", watchers=["linxiao", "emma"], priority="2")["code"]
        issue = self.one("ISSUE_CREATED", hook)
        self.shape(issue["issue"], ISSUE)
        self.assertEqual(issue["issue"], issue["defect"])
        self.assertEqual((code, 2, "chenjia@acme.example", 42), (issue["issue"]["code"], issue["issue"]["priority"], issue["issue"]["assignee"]["email"], issue["issue"]["iteration"]["code"]))
        self.assertEqual([1001, 1005], [person["id"] for person in issue["issue"]["watchers"]])
        self.order(f"issues/{code}", assignee="zhouyuan")
        changed = self.one("ISSUE_ASSIGNEE_CHANGED", hook)
        self.assertEqual(("update_assignee", 1004), (changed["action"], changed["issue"]["assignee"]["id"]))
        self.assertNotIn("chenjia", json.dumps(changed["issue"]["assignee"]))  # what it was before is not told
        self.order(f"issues/{code}", watchers=["daniel"])
        self.assertEqual([1006], [person["id"] for person in self.one("ISSUE_UPDATED", hook)["issue"]["watchers"]])
        self.order(f"issues/{code}", status=4)
        done = self.one("ISSUE_STATUS_UPDATED", hook)["issue"]
        self.assertEqual(("已完成", "COMPLETED"), (done["status"], done["issue_status"]["type"]))
        self.order(f"issues/{code}", comment="Looks good", **{"as": "emma"})
        comment = self.one("ISSUE_COMMENT_CREATED", hook)
        self.assertEqual(("comment", "Looks good", code, 1005), (comment["action"], comment["issueComment"]["content"], comment["issueComment"]["issue"]["code"], comment["sender"]["id"]))
        self.order(f"issues/{code}", assignee="")
        self.receiver.wait("ISSUE_ASSIGNEE_CHANGED", check=lambda delivery: delivery.json()["issue"]["assignee"] is None)
        self.order(f"issues/{code}", do="delete")
        self.assertEqual(code, self.one("ISSUE_DELETED", hook)["issue"]["code"])
        self.idle()
        self.assertEqual(1, len(self.receiver.all("ISSUE_UPDATED")))  # a field with an event of its own tells it alone

    def test_from_push_to_artifact(self):
        hook = self.hook("GIT_PUSHED", "CI_JOB_STARTED", "CI_JOB_FINISHED", "ARTIFACTS_VERSION_CREATED", "ARTIFACTS_VERSION_UPDATED")
        commit = self.order("commit", depot="chat", branch="feature/hooks", message="#302 Rooms have hooks", author="zhouyuan", files={"src/a.js": "1\n"})["commit"]
        push = self.one("GIT_PUSHED", hook)
        self.assertEqual(("refs/heads/feature/hooks", "0" * 40, commit, True, False), tuple(push[k] for k in ("ref", "before", "after", "created", "deleted")))
        self.shape(push["head_commit"], COMMIT)
        self.shape(push["repository"], REPOSITORY)
        self.assertEqual([("#302 Rooms have hooks", "src/a.js")], [(each["message"], each["added"]) for each in push["commits"]])
        self.assertEqual(("zhouyuan", "zhouyuan@acme.example"), (push["pusher"]["username"], push["commits"][0]["author"]["email"]))
        self.shape(self.one("CI_JOB_STARTED", hook)["ci"]["build"], BUILD)
        done = self.one("CI_JOB_FINISHED", hook)["ci"]
        self.shape(done, CI)
        self.assertEqual(("SUCCEED", commit, "feature/hooks"), tuple(done["build"][k] for k in ("status", "commit_id", "branch")))
        artifact = self.one("ARTIFACTS_VERSION_CREATED", hook)["artifact"]
        self.assertEqual(ARTIFACT.keys(), artifact.keys())  # and so neither digest nor commit nor branch
        self.shape(artifact, ARTIFACT)
        self.assertEqual(("images", "chat", "docker"), (artifact["artifactRepoName"], artifact["artifactPkgName"], artifact["artifactType"]))
        ask = {"ProjectId": self.project, "Repository": "images", "Package": "chat", "PackageVersion": artifact["artifactVersionName"]}
        self.assertIn(commit, [row["Value"] for row in self.box.call("DescribeArtifactProperties", ask)["InstanceSet"]])
        self.order("commit", depot="chat", branch="feature/hooks", message="Broken [fail]", files={"src/a.js": "2\n"})
        second = self.one("GIT_PUSHED", hook, lambda payload: payload["before"] == commit)
        self.assertEqual((["src/a.js"], ""), (second["commits"][0]["modified"], second["commits"][0]["added"]))
        self.one("CI_JOB_FINISHED", hook, lambda payload: payload["ci"]["build"]["status"] == "FAILED")

    def test_tags_are_pushes(self):
        hook = self.hook("GIT_PUSHED")
        self.box.call("CreateGitTag", {"DepotId": 0, "DepotPath": "acme/classroom/live", "TagName": "v9", "StartPoint": "main", "Message": ""})
        push = self.one("GIT_PUSHED", hook)
        self.assertEqual(("refs/tags/v9", []), (push["ref"], push["commits"]))

    def test_merge_requests(self):
        hook = self.hook("GIT_MR_CREATED", "GIT_MR_UPDATED", "GIT_MR_MERGED", "GIT_MR_CLOSED", "GIT_PUSHED")
        box, depot = self.box, {"DepotId": 0, "DepotPath": "acme/classroom/live"}
        source = self.order("commit", depot="live", branch="feature/merge", message="#302 To be merged", files={"merge.txt": "1\n"})["commit"]
        made = box.call("CreateGitMergeReq", {**depot, "SrcBranch": "feature/merge", "DestBranch": "main", "Title": "Merge me", "Content": "please", "Reviewers": "emma"})
        number = made["MergeInfo"]["MergeRequestInfo"]["MergeId"]
        created = self.one("GIT_MR_CREATED", hook)
        self.shape(created["mergeRequest"], MERGE_REQUEST)
        self.assertEqual((number, False, "feature/merge", source, "main"), (created["mergeRequest"]["number"], created["mergeRequest"]["merged"], created["mergeRequest"]["head"]["ref"],
                                                                           created["mergeRequest"]["head"]["sha"], created["mergeRequest"]["base"]["ref"]))
        self.shape(created["repository"], REPOSITORY)
        newer = self.order("commit", depot="live", branch="feature/merge", message="More", files={"merge.txt": "2\n"})["commit"]
        self.assertEqual(newer, self.one("GIT_MR_UPDATED", hook)["mergeRequest"]["head"]["sha"])
        box.call("ModifyMergeMR", {**depot, "MergeId": number, "Message": "Merged", "IsDelSourceBranch": True, "IsFastForward": False, "Squash": False})
        merged = self.one("GIT_MR_MERGED", hook)["mergeRequest"]
        self.assertEqual((True, "ACCEPTED"), (merged["merged"], merged["state"]))
        push = self.one("GIT_PUSHED", hook, lambda payload: payload["ref"] == "refs/heads/main")
        self.assertEqual((merged["merge_commit_sha"], "Merged"), (push["after"], push["head_commit"]["message"]))
        self.assertTrue(self.one("GIT_PUSHED", hook, lambda payload: payload["deleted"])["ref"].endswith("feature/merge"))
        self.assertEqual("ACCEPTED", box.call("DescribeMergeRequest", {**depot, "MergeId": number})["MergeRequestInfo"]["Status"])
        self.assertEqual("FailedOperation", box.refusal("ModifyCloseMR", {**depot, "MergeId": number})[1])
        self.order("commit", depot="live", branch="feature/closed", message="Not wanted", files={"closed.txt": "1\n"})
        second = self.order("merge-requests", depot="live", source="feature/closed")["number"]
        self.order(f"merge-requests/{second}", depot="live", do="close")
        self.assertEqual("REFUSED", self.one("GIT_MR_CLOSED", hook)["mergeRequest"]["state"])
        listed = box.call("DescribeDepotMergeRequests", {**depot, "PageNumber": 1, "PageSize": 10})["Data"]["List"]
        self.assertEqual([second, number], [row["MergeId"] for row in listed])

    def test_members(self):
        hook = self.hook("MEMBER_CREATED", "MEMBER_DELETED", "MEMBER_ROLE_UPDATED")
        self.order("members", user="emma", remove=True)
        self.assertEqual(1005, self.one("MEMBER_DELETED", hook)["member"]["id"])
        self.order("members", user="emma", role="ProjectGuest")
        self.assertEqual("emma@acme.example", self.one("MEMBER_CREATED", hook)["member"]["email"])
        self.order("members", user="emma", role="ProjectMember")
        self.assertLessEqual(PERSON, self.one("MEMBER_ROLE_UPDATED", hook)["member"].keys())
        self.order("members", user="emma", role="ProjectGuest")
        people = {each["key"]: each for each in self.box.control("GET", "people")["people"]}
        self.assertEqual(("EnterpriseOwner", "ProjectManager", "EnterpriseAdmin", "ProjectGuest"),
                         (people["linxiao"]["team_role"], people["linxiao"]["project_role"], people["daniel"]["team_role"], people["emma"]["project_role"]))

    def test_filters(self):
        self.hook("ISSUE_CREATED", FilterProperty=json.dumps({"type": "DEFECT", "priority": ["2", "3"]}))
        for type_, priority in (("MISSION", "3"), ("DEFECT", "1"), ("DEFECT", "3")):
            self.order("issues", name=f"{type_} {priority}", type=type_, priority=priority)
        self.idle()
        self.assertEqual(["DEFECT 3"], [each.json()["issue"]["title"] for each in self.receiver.all()])


class BadDays(Hooked):
    def created(self):
        return [each.json()["issue"]["title"] for each in self.receiver.all("ISSUE_CREATED")]

    def fault(self, **fault):
        return self.order("delivery-faults", **fault)["id"]

    def test_duplicates(self):
        hook = self.hook("ISSUE_CREATED")
        self.fault(kind="duplicate", copies=2)
        self.order("issues", name="thrice")
        same = self.receiver.wait(count=3)
        self.assertEqual(1, len({(each.id, each.body) for each in same}))
        self.fault(kind="another_id")
        self.order("issues", name="twice")
        twins = self.receiver.wait(count=2, check=lambda each: each.json()["issue"]["title"] == "twice")
        self.assertEqual((2, 1), (len({each.id for each in twins}), len({each.body for each in twins})))
        for each in twins:
            self.judge(each, hook)

    def test_order_loss_and_delay(self):
        hook = self.hook("ISSUE_CREATED")
        self.fault(kind="reorder", behind=2, delay_ms=20000)
        self.fault(kind="lose", skip=2)
        for name in ("one", "two", "three", "four"):
            self.order("issues", name=name)
        self.idle()
        self.assertEqual(["two", "three", "one"], self.created())
        self.assertEqual([("four", 0, 0)], [(json.loads(row["RequestContent"])["issue"]["title"], row["ResponseStatus"], row["Status"])
                                           for row in self.logs(hook) if row["Status"] == 0])
        self.receiver.clear()
        self.fault(kind="delay", delay_ms=300)
        for name in ("late", "soon"):
            self.order("issues", name=name)
        self.idle()
        self.assertEqual(["soon", "late"], self.created())

    def test_forged_and_spoiled(self):
        self.hook("ISSUE_CREATED")
        for kind, signed, authorized, parses in [("forge", False, True, True), ("unsigned", False, True, True), ("wrong_password", True, False, True),
                                                 ("tamper", False, True, True), ("truncate", False, True, False), ("not_json", True, True, False), ("oversize", True, True, True)]:
            with self.subTest(kind=kind):
                self.receiver.clear()
                self.fault(kind=kind, event="ISSUE_CREATED", bytes=2_000_000)
                self.order("issues", name=kind)
                delivery = self.receiver.wait()
                self.assertEqual((signed, authorized), (delivery.signed(), delivery.authorized()))
                self.assertEqual(kind == "unsigned", "X-Coding-Signature" not in delivery.headers)
                self.assertEqual(kind == "oversize", len(delivery.body) > 2_000_000)
                try:
                    delivery.json()
                    self.assertTrue(parses)
                except json.JSONDecodeError:
                    self.assertFalse(parses)
        self.assertEqual([], self.box.control("GET", "delivery-faults")["faults"])

    def test_faults_are_checked_and_disarmed(self):
        headers = {"Authorization": "Bearer " + self.box.control_file["control_token"]}
        for body in ('{"kind": "rain"}', '{"kind": "delay", "delay_ms": -1}', '{"kind": "lose", "times": "1"}', "[]"):
            self.assertEqual(400, self.box.request("POST", "/sandbox/delivery-faults", body, headers).status)
        first, second = self.fault(kind="lose", times=0), self.fault(kind="lose", hook="another hook")
        self.box.control("DELETE", f"delivery-faults/{first}")
        self.assertEqual([second], [each["id"] for each in self.box.control("GET", "delivery-faults")["faults"]])

    def test_resend(self):
        hook = self.hook("ISSUE_CREATED")
        self.receiver.answer = 503
        self.order("issues", name="again")
        first = self.receiver.wait()
        self.idle()
        (log,) = self.logs(hook)
        self.assertEqual(("ISSUE_CREATED", 503, 0, first.id, "ok"), tuple(log[k] for k in ("Event", "ResponseStatus", "Status", "RequestId", "ResponseBody")))
        self.assertEqual(first.body.decode(), log["RequestContent"])
        self.assertNotIn("Basic", log["RequestHeaders"])
        self.assertEqual([hook["Id"]], [each["Id"] for each in self.hooks(Status="FAILURE")])
        self.receiver.answer = 204
        self.assertTrue(self.box.call("ResendServiceHookLog", {"ServiceHookLogId": log["Id"]})["Data"]["Success"])
        second = self.receiver.wait(count=2)[1]
        self.assertEqual((first.id, first.body), (second.id, second.body))
        self.idle()
        self.assertEqual([1, 0], [row["Status"] for row in self.logs(hook)])
        self.assertGreater(self.hooks(Status="SUCCESS")[0]["LastSucceedAt"], 0)

    def test_a_slow_receiver_holds_up_nobody(self):
        self.hook("ISSUE_CREATED")
        self.receiver.hold = threading.Event()
        for number in range(5):
            self.order("issues", name=f"slow {number}")
        self.receiver.wait()
        self.assertEqual(1, len(self.receiver.all()))  # one at a time, and the orders came back all the same
        now = self.box.control("GET", "deliveries")
        self.assertEqual((4, 1), (now["pending"], now["under_way"]))
        self.receiver.hold.set()
        self.idle()
        self.assertEqual([f"slow {number}" for number in range(5)], self.created())

    def test_a_storm(self):
        hook = self.hook("ISSUE_UPDATED")
        self.box.control("POST", "deliveries", {"parallel": 8})
        self.addCleanup(self.box.control, "POST", "deliveries", {"parallel": 1})
        before = self.box.control("GET", "deliveries")["succeeded"]
        self.assertEqual(1000, self.order("storm", count=1000)["deliveries"])
        wait_for(lambda: self.box.control("GET", "deliveries?count=0")["succeeded"] == before + 1000, 120)
        received = self.receiver.all("ISSUE_UPDATED")
        self.assertEqual((1000, 1000), (len(received), len({each.id for each in received})))
        self.assertTrue(all(each.signed() for each in received))
        self.assertEqual(100, len(self.logs(hook, 1000)))  # pages are shortened, as everywhere


class Switches(Hooked):
    options = ("--hook-signature", "X-Other-Signature", "--hook-resend", "new", "--hook-updated", "too", "--hook-planned", "off", "--hook-events", "specified",
               "--hook-refs", "short", "--hook-timeout", "300")

    def test_the_other_guesses(self):
        self.assertEqual("InvalidParameterValue", self.box.refusal("CreateServiceHook", self.request(["ITERATION_PLANNED"]))[1])
        self.assertEqual("InvalidParameterValue", self.box.refusal("CreateServiceHook", self.request(["CI_JOB_FINISHED"]))[1])
        self.assertNotIn("CI_JOB_STARTED", [row["Name"] for row in self.box.call("DescribeEvents")["Event"]])
        hook = self.hook("ISSUE_ASSIGNEE_CHANGED", "ISSUE_UPDATED", "GIT_PUSHED")
        self.order("issues/302", assignee="emma")
        first = self.receiver.wait("ISSUE_ASSIGNEE_CHANGED")
        self.receiver.wait("ISSUE_UPDATED")
        self.assertTrue(first.signed("X-Other-Signature"))
        self.assertNotIn("X-Coding-Signature", first.headers)
        self.order("commit", depot="chat", branch="main", message="Short")
        self.assertEqual("main", self.receiver.wait("GIT_PUSHED").json()["ref"])
        self.idle()
        log = next(row for row in self.logs(hook) if row["Event"] == "ISSUE_ASSIGNEE_CHANGED")
        self.box.call("ResendServiceHookLog", {"ServiceHookLogId": log["Id"]})
        second = self.receiver.wait("ISSUE_ASSIGNEE_CHANGED", 2)[1]
        self.assertEqual((True, first.body), (first.id != second.id, second.body))

    def test_nobody_answers(self):
        hook = self.hook("ISSUE_CREATED")
        self.receiver.hold = threading.Event()
        self.order("issues", name="no answer")
        self.idle()
        (log,) = self.logs(hook)
        self.assertEqual((0, 0, "answer_timeout"), (log["ResponseStatus"], log["Status"], log["ResponseBody"]))


if __name__ == "__main__":
    main()
