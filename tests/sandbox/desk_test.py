# SPDX-License-Identifier: Apache-2.0
"""The desk: the story clicked through its forms as a browser sends them, and what keeps other pages out."""
import html.parser
import unittest
import urllib.parse

from harness import Sandbox, main, wait_for


class Forms(html.parser.HTMLParser):
    """Every form of a page: action, hidden and preset fields, names of its buttons."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.text = [], []
        self.select = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        got = dict(attributes)
        if tag == "form":
            self.forms.append({"action": got["action"], "fields": [], "options": {}})
        elif tag == "input" and (got.get("type") != "checkbox" or "checked" in got):
            self.forms[-1]["fields"].append((got["name"], got.get("value", "")))
        elif tag == "button" and "name" in got:
            self.forms[-1]["fields"].append((got["name"], got["value"]))
        elif tag == "select":
            self.select = got["name"]
        elif tag == "option" and self.select:
            options = self.forms[-1]["options"].setdefault(self.select, [])
            options.append(got["value"])
            if "selected" in got or len(options) == 1:
                self.forms[-1]["fields"] = [f for f in self.forms[-1]["fields"] if f[0] != self.select] + [(self.select, got["value"])]

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None

    def handle_data(self, data):
        self.text.append(data)


class Desk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0")
        cls.box.start()

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()

    def page(self):
        answer = self.box.request("GET", "/")
        self.assertEqual(200, answer.status)
        self.assertIn("frame-ancestors 'none'", answer.headers["Content-Security-Policy"])
        return Forms(answer.body.decode())

    def form(self, action):
        return next(form for form in self.page().forms if form["action"] == action)

    def send(self, action, fields, headers=None):
        given = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.box.url, "Sec-Fetch-Site": "same-origin", **(headers or {})}
        return self.box.request("POST", action, urllib.parse.urlencode(fields), given)

    def click(self, action, **changes):
        """Fills the form as a person would and sends it; a list fills a field several times, as checkboxes do."""
        fields = [field for field in self.form(action)["fields"] if field[0] not in changes]
        for name, value in changes.items():
            fields += [(name, each) for each in (value if isinstance(value, list) else [value])]
        answer = self.send(action, fields)
        self.assertEqual((303, "/"), (answer.status, answer.headers["Location"]))

    def issue(self, code):
        return self.box.call("DescribeIssue", {"ProjectName": "classroom", "IssueCode": code})["Issue"]

    def test_the_story(self):
        self.click("/desk/iterations", name="S91 点击 & <clicked>", owner="wangning", start="2026-12-01", end="2026-12-12")
        newest = self.box.call("DescribeIterationList", {"ProjectName": "classroom"})["Data"]["List"][0]
        self.assertEqual(("S91 点击 & <clicked>", "WAIT_PROCESS", 1003), (newest["Name"], newest["Status"], newest["Assignee"]))
        code = newest["Code"]
        self.assertIn("S91 点击 & <clicked>", self.page().text)
        self.click(f"/desk/iterations/{code}")
        self.click("/desk/issues", name="Click it", iteration=str(code), assignee="chenjia", watchers=["emma", "linxiao"])
        number = self.box.control("GET", "world")["issues"][-1]["code"]
        issue = self.issue(number)
        self.assertEqual((code, 1002, [1001, 1005]), (issue["Iteration"]["Code"], issue["Assignee"]["Id"], sorted(w["Id"] for w in issue["Watchers"])))
        self.click(f"/desk/issues/{number}", assignee="zhouyuan", watchers=["emma"])
        issue = self.issue(number)
        self.assertEqual((code, 1004, [1005]), (issue["Iteration"]["Code"], issue["Assignee"]["Id"], [w["Id"] for w in issue["Watchers"]]))
        self.click(f"/desk/issues/{number}", assignee="")
        self.assertEqual((0, [1005]), (self.issue(number)["Assignee"]["Id"], [w["Id"] for w in self.issue(number)["Watchers"]]))
        before = len(self.box.control("GET", "world")["builds"])
        self.click("/desk/commit", depot="chat", branch="feature/clicked", message="Clicked", author="emma")
        builds = wait_for(lambda: (all_ := self.box.control("GET", "world")["builds"]) and len(all_) > before and all_)
        self.assertEqual("feature/clicked", builds[-1]["branch"])
        self.click(f"/desk/iterations/{code}")
        ended = self.box.call("DescribeIteration", {"ProjectName": "classroom", "IterationCode": code})["Iteration"]
        self.assertEqual("COMPLETED", ended["Status"])

    def test_other_pages_are_kept_out(self):
        form = self.form("/desk/iterations")
        fields = [field for field in form["fields"] if field[0] != "name"] + [("name", "forged")]
        wordless = [field for field in fields if field[0] != "word"]
        for what, sent, headers in [("no word", wordless, {}), ("wrong word", wordless + [("word", "guess")], {}),
                                    ("another origin", fields, {"Origin": "http://evil.example"}), ("a sandboxed frame", fields, {"Origin": "null"}),
                                    ("another site", fields, {"Sec-Fetch-Site": "cross-site"})]:
            with self.subTest(what=what):
                self.assertEqual(403, self.send("/desk/iterations", sent, headers).status)
        self.assertEqual(421, self.box.request("GET", "/", host="evil.example").status)  # DNS that points here later
        self.assertEqual(404, self.box.request("GET", "/desk/iterations").status)
        names = [row["Name"] for row in self.box.call("DescribeIterationList", {"ProjectName": "classroom", "Limit": 50})["Data"]["List"]]
        self.assertNotIn("forged", names)

    def test_a_refusal_is_told(self):
        form = self.form("/desk/iterations")
        fields = [field for field in form["fields"] if field[0] != "name"]
        answer = self.send("/desk/iterations", fields + [("name", "S43 作业批改 / Homework grading")])
        self.assertEqual(409, answer.status)
        self.assertIn("Title Duplicated", answer.body.decode())
        commit = self.form("/desk/commit")
        self.assertNotIn("deploy", commit["options"]["depot"])
        fields = [field for field in commit["fields"] if field[0] != "depot"] + [("depot", "deploy"), ("message", "no")]
        self.assertEqual(409, self.send("/desk/commit", fields).status)
        self.assertEqual(400, self.send("/desk/issues/none", self.form("/desk/issues")["fields"]).status)


if __name__ == "__main__":
    main()
