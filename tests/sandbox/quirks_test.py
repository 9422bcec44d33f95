# SPDX-License-Identifier: Apache-2.0
"""What CODING's answers look like, with the oddities that a client has to bear, and without them."""
import unittest

from harness import Sandbox, main


class Quirks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.odd, cls.tidy = Sandbox("--rate-limit", "0"), Sandbox("--rate-limit", "0", "--quirks", "off")
        cls.odd.start()
        cls.tidy.start()
        cls.project = cls.odd.project_id()

    @classmethod
    def tearDownClass(cls):
        cls.odd.__exit__()
        cls.tidy.__exit__()

    def both(self, action, parameters, role="personal"):
        return self.odd.call(action, parameters, role), self.tidy.call(action, parameters, role)

    def test_unset_dates(self):
        odd, tidy = self.both("DescribeIteration", {"ProjectName": "classroom", "IterationCode": 43})
        self.assertEqual(-28800000, odd["Iteration"]["StartAt"])
        self.assertEqual(0, tidy["Iteration"]["StartAt"])

    def test_quoted_numbers(self):
        odd, tidy = self.both("DescribeGitBranches", {"DepotId": 602, "PageNumber": 1, "PageSize": 2})
        self.assertEqual((str, int), (type(odd["TotalCount"]), type(tidy["TotalCount"])))
        self.assertEqual(2, len(odd["Branches"]))
        odd, tidy = self.both("DescribeTeamArtifacts", {"Rule": {"ProjectName": ["classroom"], "ArtifactType": ["docker"]}})
        self.assertEqual((str, int), (type(odd["Data"]["InstanceSet"][0]["CreatedAt"]), type(tidy["Data"]["InstanceSet"][0]["CreatedAt"])))

    def test_nobody_is_a_user_with_id_zero(self):
        issues = self.odd.call("DescribeIssueListWithPage", {"ProjectName": "classroom", "IssueType": "ALL", "PageNumber": 1, "PageSize": 500})["Data"]["List"]
        loose = next(issue for issue in issues if issue["AssigneeId"] == 0)
        self.assertNotIn("Watchers", loose)
        detail = self.odd.call("DescribeIssue", {"ProjectName": "classroom", "IssueCode": loose["Code"]})["Issue"]
        self.assertEqual((0, ""), (detail["Assignee"]["Id"], detail["Assignee"]["Name"]))

    def test_empty_lists_are_null(self):
        odd, tidy = self.both("DescribeIterationList", {"ProjectName": "classroom", "Keywords": "nothing like it"})
        self.assertIsNone(odd["Data"]["List"])
        self.assertEqual([], tidy["Data"]["List"])

    def test_seconds_and_milliseconds(self):
        key = {"ProjectId": self.project, "Repository": "images", "Package": "live"}
        for version in self.odd.call("DescribeArtifactVersionList", {**key, "PageSize": 100})["Data"]["InstanceSet"]:
            self.assertLess(version["CreatedAt"], 10**11)
            for row in self.odd.call("DescribeArtifactProperties", {**key, "PackageVersion": version["Version"]})["InstanceSet"] or []:
                self.assertGreater(row["CreatedAt"], 10**12)

    def test_versions_come_in_no_order(self):
        key = {"ProjectId": self.project, "Repository": "images", "Package": "live", "PageSize": 100}
        times = [row["CreatedAt"] for row in self.odd.call("DescribeArtifactVersionList", key)["Data"]["InstanceSet"]]
        self.assertGreater(len(times), 8)
        self.assertNotIn(times, (sorted(times), sorted(times, reverse=True)))

    def test_pages_cover_everything_once(self):
        key = {"ProjectId": self.project, "Repository": "images", "Package": "live"}
        seen, page = [], 1
        while True:
            data = self.odd.call("DescribeArtifactVersionList", {**key, "PageNumber": page, "PageSize": 5})["Data"]
            seen += [row["Version"] for row in data["InstanceSet"] or []]
            if len(data["InstanceSet"] or []) < data["PageSize"]:
                break
            page += 1
        self.assertEqual(data["TotalCount"], len(seen))
        self.assertEqual(len(seen), len(set(seen)))

    def test_a_size_too_large_is_clamped_silently(self):
        key = {"ProjectId": self.project, "Repository": "images", "Package": "live"}
        self.assertEqual(100, self.odd.call("DescribeArtifactVersionList", {**key, "PageSize": 5000})["Data"]["PageSize"])

    def test_depots_page_by_strings(self):
        data = self.odd.call("DescribeProjectDepotInfoList", {"ProjectId": self.project, "PageNumber": "1", "PageSize": "2"})["DepotData"]
        self.assertEqual((2, 5), (len(data["Depots"]), data["Page"]["TotalRow"]))
        self.assertEqual("false", data["Depots"][0]["IsShared"])

    def test_issues_of_an_iteration(self):
        for conditions in ([{"Key": "ITERATION", "Value": "42"}], {"Key": "ITERATION", "Value": "42"}):
            data = self.odd.call("DescribeIssueListWithPage", {"ProjectName": "classroom", "IssueType": "ALL", "PageNumber": 1, "PageSize": 50,
                                                               "Conditions": conditions})["Data"]
            self.assertEqual({42}, {issue["Iteration"]["Code"] for issue in data["List"]})
            self.assertEqual(7, data["TotalCount"])


if __name__ == "__main__":
    main()
