# SPDX-License-Identifier: Apache-2.0
"""Faults on demand: what a client sees, whether the call was obeyed, and what the journal says."""
import http.client
import json
import time
import unittest

from harness import Sandbox, main

NAME = {"ProjectName": "classroom", "IterationCode": 42}


def patience(error):
    """Seconds: short only where silence is what is expected."""
    return 1.5 if error is TimeoutError else 30


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0")
        cls.box.start()

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()

    def setUp(self):
        self.box.control("DELETE", "faults")
        self.box.control("DELETE", "journal")

    def arm(self, **fault):
        return self.box.control("POST", "faults", fault)["id"]

    def calls(self, action="DescribeIteration"):
        return self.box.control("GET", "journal?action=" + action)["calls"]

    def created(self):
        rows = self.box.call("DescribeIterationList", {"ProjectName": "classroom", "Limit": 500})["Data"]["List"]
        return {row["Name"] for row in rows}

    def test_answers_instead(self):
        for kind, more, status, look in [
            ("html", {}, 200, lambda a: self.assertIn(b"<!doctype html>", a.body)),
            ("status", {"status": 502}, 502, lambda a: None),
            ("rate_limited", {"retry_after": "3"}, 429, lambda a: self.assertEqual("3", a.headers["Retry-After"])),
            ("limit", {}, 200, lambda a: self.assertEqual("RequestLimitExceeded", a.json()["Response"]["Error"]["Code"])),
            ("internal", {}, 200, lambda a: self.assertEqual("InternalError", a.json()["Response"]["Error"]["Code"])),
            ("expired", {}, 200, lambda a: self.assertEqual("AuthFailure", a.json()["Response"]["Error"]["Code"])),
            ("empty", {}, 200, lambda a: self.assertEqual(b"", a.body)),
            ("huge", {"bytes": 3_000_000}, 200, lambda a: self.assertGreater(len(a.body), 3_000_000)),
            ("another", {"execution": "01X"}, 200, lambda a: self.assertEqual("01X", a.json()["Response"]["Data"]["PipelineExecutionId"])),
            ("deep", {}, 200, lambda a: self.assertIn(b"[" * 100_000, a.body)),
        ]:
            with self.subTest(kind=kind):
                self.setUp()
                self.arm(kind=kind, action="CreateIteration", **more)
                answer = self.box.open_api("CreateIteration", {"ProjectName": "classroom", "Name": "no " + kind})
                self.assertEqual(status, answer.status)
                look(answer)
                self.assertNotIn("no " + kind, self.created())
                (call,) = self.calls("CreateIteration")
                self.assertEqual((kind, False, status), (call["fault"], call["obeyed"], call["status"]))

    def test_obeyed_but_the_answer_suffers(self):
        for kind, error in [("lost", (http.client.RemoteDisconnected, ConnectionResetError)), ("cut", http.client.IncompleteRead),
                            ("silent", TimeoutError), ("truncated", json.JSONDecodeError)]:
            with self.subTest(kind=kind):
                self.setUp()
                self.arm(kind=kind, action="CreateIteration")
                with self.assertRaises(error):
                    self.box.open_api("CreateIteration", {"ProjectName": "classroom", "Name": "yes " + kind},
                                      timeout=patience(error)).json()
                self.assertIn("yes " + kind, self.created())
                self.assertTrue(self.calls("CreateIteration")[0]["obeyed"])

    def test_never_obeyed_never_answered(self):
        for kind, error in [("hang_up", (http.client.RemoteDisconnected, ConnectionResetError)), ("timeout", TimeoutError)]:
            with self.subTest(kind=kind):
                self.setUp()
                self.arm(kind=kind, action="CreateIteration")
                with self.assertRaises(error):
                    self.box.open_api("CreateIteration", {"ProjectName": "classroom", "Name": "no " + kind},
                                      timeout=patience(error))
                self.assertNotIn("no " + kind, self.created())
                self.assertFalse(self.calls("CreateIteration")[0]["obeyed"])

    def test_wrong_types(self):
        self.arm(kind="wrong_types", action="DescribeIteration")
        iteration = self.box.open_api("DescribeIteration", NAME).json()["Response"]["Iteration"]
        self.assertNotIsInstance(iteration["Code"], int)
        self.assertNotIsInstance(iteration["Name"], str)

    def test_lists_that_lose_items(self):
        ask = {"ProjectId": self.box.project_id(), "Repository": "images", "Package": "live", "PageSize": 5}
        whole = self.box.call("DescribeArtifactVersionList", ask)["Data"]
        self.arm(kind="short_page", action="DescribeArtifactVersionList")
        short = self.box.call("DescribeArtifactVersionList", ask)["Data"]
        self.assertEqual((whole["InstanceSet"][:-1], whole["TotalCount"]), (short["InstanceSet"], short["TotalCount"]))
        self.arm(kind="emptied", action="DescribeArtifactVersionList")
        empty = self.box.call("DescribeArtifactVersionList", ask)["Data"]
        self.assertEqual(([], 0), (empty["InstanceSet"], empty["TotalCount"]))

    def test_delay(self):
        self.arm(kind="delay", action="DescribeIteration", delay_ms=400)
        begun = time.monotonic()
        self.box.call("DescribeIteration", NAME)
        self.assertGreaterEqual(time.monotonic() - begun, 0.4)

    def test_only_some_calls(self):
        self.arm(kind="status", action="DescribeIteration", skip=1, times=2, status=503)
        statuses = [self.box.open_api("DescribeIteration", NAME).status for _ in range(5)]
        self.assertEqual([200, 503, 503, 200, 200], statuses)
        self.assertEqual([], self.box.control("GET", "faults")["faults"])
        forever = self.arm(kind="status", path="/v2/*", method="GET", times=0)
        self.assertEqual([500, 500, 500], [self.box.request("GET", "/v2/").status for _ in range(3)])
        self.box.control("DELETE", f"faults/{forever}")
        self.assertEqual(401, self.box.request("GET", "/v2/").status)

    def test_odd_faults_are_refused(self):
        headers = {"Authorization": "Bearer " + self.box.control_file["control_token"]}
        for body in ("{", "[]", '{"kind": "rain"}', '{"kind": "status", "status": "500"}', '{"kind": "status", "action": 1}'):
            self.assertEqual(400, self.box.request("POST", "/sandbox/faults", body, headers).status)
        self.assertEqual(404, self.box.request("POST", "/sandbox/nothing", "{}", headers).status)

    def test_journal_counts_triggers(self):
        first = self.box.control("GET", "journal")["last"]
        self.box.deploy("counted")
        self.box.refusal("TriggerCdPipeline", {"Application": "classroom"})
        calls = self.box.control("GET", f"journal?action=TriggerCdPipeline&since={first}")["calls"]
        self.assertEqual(["", "MissingParameter"], [call["error"] for call in calls])


if __name__ == "__main__":
    main()
