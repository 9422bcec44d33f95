# SPDX-License-Identifier: Apache-2.0
"""The world survives the sandbox, however it ends, and belongs to one process at a time."""
import json
import os
import signal
import stat
import subprocess
import unittest

from harness import PROGRAM, Sandbox, main, wait_for


class Lasting(unittest.TestCase):
    def test_kill_minus_nine(self):
        with Sandbox() as box:
            name = {"ProjectName": "classroom", "Name": "Kept"}
            code = box.call("CreateIteration", name)["Iteration"]["Code"]
            secret = box.tokens["personal"]["secret"]
            execution = box.deploy("kept")
            self.assertEqual(-signal.SIGKILL, box.stop(signal.SIGKILL))
            box.start()
            self.assertEqual(secret, box.tokens["personal"]["secret"])
            self.assertEqual("Kept", box.call("DescribeIteration", {"ProjectName": "classroom", "IterationCode": code})["Iteration"]["Name"])
            wait_for(lambda: box.execution(execution)[0] == "SUCCEEDED")
            self.assertEqual(200, box.request("GET", "/", host="kept.localhost").status)

    def test_stops_when_told_and_starts_again(self):
        with Sandbox() as box:
            for how in (signal.SIGTERM, signal.SIGINT):
                self.assertEqual(0, box.stop(how))
                box.start()
            box.control("POST", "stop", {})
            self.assertEqual(0, box.process.wait(timeout=30))

    def test_one_process_a_directory(self):
        with Sandbox() as box:
            second = subprocess.run([PROGRAM, "serve", "--directory", box.directory], capture_output=True, text=True, timeout=30)
            self.assertEqual(6, second.returncode)
            self.assertIn("state_busy", second.stderr)
            for name in ("control.json", "world.json", "versions.json"):
                self.assertEqual(0o600, stat.S_IMODE(os.stat(os.path.join(box.directory, name)).st_mode))

    def test_a_damaged_world_is_refused(self):
        with Sandbox() as box:
            box.stop()
            with open(os.path.join(box.directory, "world.json"), "w", encoding="utf-8") as file:
                file.write('{"users": 7')
            with self.assertRaisesRegex(RuntimeError, "state_damaged"):
                box.start()

    def test_wrong_words(self):
        for words in ([], ["run"], ["serve"], ["serve", "--directory"], ["serve", "--directory", "/tmp/x", "--speed", "fast"],
                      ["serve", "--directory", "/tmp/x", "--port", "70000"], ["serve", "--directory", "/tmp/x", "--helm", "helm"]):
            with self.subTest(words=words):
                done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=30)
                self.assertEqual((2, ""), (done.returncode, done.stdout))
                self.assertIn("usage:", done.stderr)

    def test_the_line_when_ready(self):
        with Sandbox() as box:
            status = box.control("GET", "status")
            self.assertEqual((box.url, box.process.pid), (status["url"], status["pid"]))
            world = box.control("GET", "world")
            self.assertEqual([41, 42, 43], [row["code"] for row in world["iterations"]])
            self.assertEqual({"portal", "live", "chat", "platform", "deploy"}, {row["name"] for row in world["depots"]})
            json.dumps(world)


if __name__ == "__main__":
    main()
