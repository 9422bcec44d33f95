#!/usr/bin/env python3
# `config check` in one run: every mistake of both files with its place, values files that cannot be read, and what was not there to check.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import shutil
import sys

from harness import World
from terminal_test import check

USER = """profile: gone
colour: red
profiles:
  default:
    language: en
    speed: fast
    coding: {team: acme, tema: x}
    registries: {r.test: {user: a}}
  other:
    coding: [1]
"""

APPLICATION = """version: 1
application: shop
colour: red
repositories: {api: {url: 'https://git.test/a.git'}}
components: {api: {repository: apy, image: r.test/api}}
chart: {repository: 'https://charts.test', name: shop}
values:
  - values/gone.yaml
  - values/folder
  - values/text.yaml
  - values/list.yaml
  - values/closed.yaml
deploy: {application: a, pipeline: b, parameters: {namespace: N}}
"""


class Home(World):
    """A user without a sandbox and without CODING."""

    def environment(self, **more):
        found = super().environment(**more)
        if "CHATOPS_PROFILE" not in more:
            found.pop("CHATOPS_PROFILE")
        return found

    def configure(self, text):
        file = self.home / ".config/chatops/config.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o600)
        return str(file)

    def shop(self):
        folder = self.home / "shop"
        (folder / "values/folder").mkdir(parents=True, exist_ok=True)
        (folder / "values/text.yaml").write_text("a: [1\n")
        (folder / "values/list.yaml").write_text("- 1\n")
        (folder / "values/closed.yaml").write_text("a: 1\n")
        (folder / "values/closed.yaml").chmod(0)
        (folder / "chatops.yaml").write_text(APPLICATION)
        return folder


def has(done, *pieces):
    for piece in pieces:
        check(f"named: {piece}", piece in done.stderr, done.stderr)


def the_user_s_file_is_read_to_its_end(home):
    file = home.configure(USER)
    done = home.run(["config", "check"])
    check("mistakes are an exit code", done.returncode == 2, done.stderr)
    has(done, f'{file}:1:10: profile "gone" not found', f"{file}:2:1: unknown key colour", f"{file}:6:5: unknown key profiles.default.speed",
        f"{file}:7:26: unknown key coding.tema", f"{file}:8:27: unknown key", f"{file}:10:13: coding has the wrong type")
    lines = [line for line in done.stderr.splitlines() if file in line]
    check("each once", len(lines) == len(set(lines)) == 6, done.stderr)
    named = home.run(["config", "check", "-o", "json"], CHATOPS_PROFILE="othr")
    document = json.loads(named.stdout)
    check("and for a program", {one["reason"] for one in document["problems"]} >= {"profile_not_found", "yaml_unknown_key"}, named.stdout)


def both_files_in_one_run(home):
    file, folder = home.configure(USER), home.shop()
    done = home.run(["config", "check"], folder=folder)
    has(done, f"{file}:2:1: unknown key colour", "chatops.yaml:3:1: unknown key colour", "chatops.yaml:5:32: invalid components.api.repository")
    home.configure("a: [1\n")
    broken = home.run(["config", "check"], folder=folder)
    has(broken, f"{file}:", "invalid YAML", "chatops.yaml:3:1: unknown key colour")


def values_files_are_named_with_their_place(home):
    home.configure("profiles: {default: {language: en}}\n")
    done = home.run(["config", "check"], folder=home.shop())
    has(done, "chatops.yaml:8:5: cannot read the values file values/gone.yaml: No such file",
        "chatops.yaml:9:5: cannot read the values file values/folder: Is a directory",
        "values/text.yaml:2:1: invalid YAML", "(values file at chatops.yaml:10:5)", "values/list.yaml:1:1: invalid values", "(values file at chatops.yaml:11:5)")
    if os.getuid() != 0:
        has(done, "chatops.yaml:12:5: cannot read the values file values/closed.yaml: Permission denied")
    chinese = home.run(["config", "check", "--lang", "zh"], folder=home.home / "shop")
    has(chinese, "chatops.yaml:8:5：无法读取 values 文件 values/gone.yaml", "（chatops.yaml:10:5 处的 values 文件）")


def nothing_to_check_is_said(home):
    empty = home.home / "empty"
    empty.mkdir(exist_ok=True)
    home.configure("profiles: {default: {language: en}}\n")
    done = home.run(["config", "check"], folder=empty)
    check("without an application all is well", done.returncode == 0, done.stderr)
    check("and what was checked is said", done.stdout == "Your configuration has no errors. No application was found, so none was checked.\n", done.stdout)
    chinese = home.run(["config", "check", "--lang", "zh"], folder=empty)
    check("in Chinese too", chinese.stdout == "用户配置没有错误。没有找到应用，因此没有检查应用。\n", chinese.stdout)
    document = json.loads(home.run(["config", "check", "-o", "json"], folder=empty).stdout)
    check("and to programs", document["ok"] is True and document["application"] is None, str(document))
    asked = home.run(["config", "check", "--app", "nowhere"], folder=empty)
    check("one that was asked for is missed", asked.returncode == 3 and asked.stdout == "", asked.stdout + asked.stderr)

    folder = home.shop()
    text = "".join(line for line in APPLICATION.splitlines(True) if not line.startswith(("colour", "values", "  -")))
    (folder / "chatops.yaml").write_text(text.replace("apy", "api"))
    good = home.run(["config", "check"], folder=folder)
    check("with one it is as it was", good.returncode == 0 and good.stdout == "No errors found.\n", good.stdout + good.stderr)
    document = json.loads(home.run(["config", "check", "-o", "json"], folder=folder).stdout)
    check("which is named", pathlib.Path(document["application"]).name == "chatops.yaml", str(document))


def main():
    home = Home(sys.argv[1], sys.argv[2])
    try:
        for part in (the_user_s_file_is_read_to_its_end, both_files_in_one_run, values_files_are_named_with_their_place, nothing_to_check_is_said):
            part(home)
    finally:
        shutil.rmtree(home.home, ignore_errors=True)


if __name__ == "__main__":
    main()
