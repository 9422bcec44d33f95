# SPDX-License-Identifier: Apache-2.0
"""The git host and the build machine, with the real git: clone, push, and what becomes of a push."""
import os
import shutil
import subprocess
import tempfile
import unittest

from harness import Sandbox, main, wait_for

COMPONENTS = ("gateway", "grading", "notify", "jobs")


class GitHost(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--rate-limit", "0")
        cls.box.start()
        cls.project = cls.box.project_id()

    @classmethod
    def tearDownClass(cls):
        cls.box.__exit__()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="git-test-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def git(self, *words, check=True, cwd=None):
        environment = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL="/dev/null", GIT_TERMINAL_PROMPT="0", LC_ALL="C",
                           GIT_AUTHOR_NAME="周予安", GIT_AUTHOR_EMAIL="zhouyuan@acme.example",
                           GIT_COMMITTER_NAME="周予安", GIT_COMMITTER_EMAIL="zhouyuan@acme.example", no_proxy="*")
        return subprocess.run(["git", *words], cwd=cwd, env=environment, check=check, capture_output=True, text=True)

    def url(self, role, depot):
        token = self.box.tokens[role]
        return f"http://{token['user']}:{token['secret']}@127.0.0.1:{self.box.port}/git/acme/classroom/{depot}.git"

    def clone(self, role, depot):
        folder = os.path.join(self.folder, depot)
        self.git("clone", "--quiet", self.url(role, depot), folder)
        return folder

    def builds(self, name):
        (job,) = self.box.call("DescribeCodingCIJobs", {"ProjectId": self.project, "Filter": [{"Name": "Name", "Value": [name]}]}, "ci")["JobList"]
        page = self.box.call("DescribeCodingCIBuilds", {"JobId": job["Id"], "PageNumber": 1, "PageSize": 50}, "ci")
        return page["Data"]["BuildList"]

    def properties(self, component, tag):
        rows = self.box.call("DescribeArtifactProperties", {"ProjectId": self.project, "Repository": "images",
                                                            "Package": component, "PackageVersion": tag})
        return {row["Name"]: row["Value"] for row in rows["InstanceSet"] or []}

    def commit(self, folder, message, branch=None):
        if branch:
            self.git("checkout", "--quiet", "-b", branch, cwd=folder)
        with open(os.path.join(folder, "NOTES.md"), "a", encoding="utf-8") as file:
            file.write(message + "\n")
        self.git("add", "NOTES.md", cwd=folder)
        self.git("commit", "--quiet", "-m", message, cwd=folder)
        self.git("push", "--quiet", "origin", "HEAD", cwd=folder)
        return self.git("rev-parse", "HEAD", cwd=folder).stdout.strip()

    def test_history_has_people_and_branches(self):
        folder = self.clone("reader", "live")
        branches = self.git("branch", "-r", cwd=folder).stdout
        for branch in ("origin/main", "origin/feature/breakout-rooms", "origin/fix/audio"):
            self.assertIn(branch, branches)
        authors = set(self.git("log", "--all", "--format=%an", cwd=folder).stdout.split("\n")) - {""}
        self.assertGreater(len(authors), 3)

    def test_a_push_is_built_into_every_component_of_the_repository(self):
        folder = self.clone("personal", "platform")
        sha = self.commit(folder, "Rooms open on time", "feature/rooms-on-time")
        done = wait_for(lambda: [b for b in self.builds("platform-images") if b["CommitId"] == sha and b["Status"] == "SUCCEED"])[0]
        self.assertEqual(("feature/rooms-on-time", "REF_CHANGE"), (done["Branch"], done["Cause"]))
        tag = f"feature-rooms-on-time-{done['Number']}-{sha[:7]}"
        for component in COMPONENTS:
            found = self.properties(component, tag)
            self.assertEqual((sha, "feature/rooms-on-time", str(done["Number"]), "platform"),
                             (found["git.commit"], found["git.branch"], found["ci.build.number"], found["git.repo.name"]))

    def test_a_build_that_fails_leaves_no_artifact(self):
        folder = self.clone("personal", "chat")
        sha = self.commit(folder, "Half of an idea [fail]", "feature/half")
        failed = wait_for(lambda: [b for b in self.builds("chat") if b["CommitId"] == sha and b["Status"] == "FAILED"])[0]
        self.assertTrue(failed["FailedMessage"])
        log = self.box.call("DescribeCodingCIBuildLog", {"BuildId": failed["Id"], "Start": 0}, "ci")["Data"]["Log"]
        self.assertIn("exit code 1", log)
        rows = self.box.call("DescribeArtifactVersionList", {"ProjectId": self.project, "Repository": "images", "Package": "chat",
                                                             "PageNumber": 1, "PageSize": 100})["Data"]["InstanceSet"]
        self.assertFalse([row for row in rows if row["Version"].endswith(sha[:7])])

    def test_a_push_without_a_difference_builds_nothing(self):
        folder = self.clone("personal", "portal")
        before = len(self.builds("portal"))
        self.git("push", "--quiet", "origin", "HEAD", cwd=folder)
        self.assertEqual(before, len(self.builds("portal")))

    def test_who_may_do_what(self):
        rows = [("reader", "portal", True, False), ("ci_reader", "portal", True, False), ("ci", "portal", True, True), ("expired", "portal", False, False)]
        for role, depot, reads, writes in rows:
            with self.subTest(role):
                folder = os.path.join(self.folder, role)
                self.assertEqual(reads, self.git("clone", "--quiet", self.url(role, depot), folder, check=False).returncode == 0)
                if not reads:
                    continue
                self.git("commit", "--quiet", "--allow-empty", "-m", "try", cwd=folder)
                pushed = self.git("push", "--quiet", "origin", f"HEAD:refs/heads/try-{role}", cwd=folder, check=False)
                self.assertEqual(writes, pushed.returncode == 0, pushed.stderr)
        self.assertEqual(401, self.box.request("GET", "/git/acme/classroom/portal.git/info/refs?service=git-upload-pack").status)
        self.assertNotEqual(0, self.git("ls-remote", self.url("personal", "nothing"), check=False).returncode)

    def test_the_application_repository_holds_the_example(self):
        folder = self.clone("reader", "deploy")
        for name in ("chatops.yaml", "chart/Chart.yaml", "values/common.yaml"):
            self.assertTrue(os.path.exists(os.path.join(folder, name)), name)


if __name__ == "__main__":
    main()
