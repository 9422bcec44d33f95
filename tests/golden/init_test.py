#!/usr/bin/env python3
# A first hour: config init on a real project, config edit with editors of every temper, and the steps of
# docs/first-hour.md up to a deployment.
# SPDX-License-Identifier: Apache-2.0
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import textwrap

from harness import LIMIT, World
from terminal_test import Terminal, check


class Bench(World):
    """With checkouts of the simulated project, and editors that are small programs."""

    def start(self):
        control = json.loads((self.home / ".local/state/chatops/sandbox/control.json").read_text())
        token = control["tokens"]["personal"]
        self.git = control["url"].replace("//", f"//{token['user']}:{token['secret']}@") + "/git/acme/classroom"
        self.deploy = self.clone("deploy")
        self.original = (self.deploy / "chatops.yaml").read_text()

    def clone(self, depot):
        folder = self.home / depot
        subprocess.run(["git", "clone", "-q", f"{self.git}/{depot}.git", str(folder)], check=True, env=self.environment())
        return folder

    def editor(self, name, script):
        path = self.home / name
        path.write_text("#!/bin/sh\n" + textwrap.dedent(script))
        path.chmod(0o755)
        return str(path)

    def environment(self, **more):
        return super().environment(**{**getattr(self, "more", {}), **more})

    def copies(self):
        return list((self.home / "tmp").glob("chatops-edit-*/*"))


def drafts(world):
    target = world.deploy / "chatops.yaml"
    refused = world.run(["config", "init", "--yes", "-o", "json"], folder=world.deploy)
    check("a file that is there is not written over", refused.returncode == 6 and '"file_exists"' in refused.stdout, refused.stdout)
    check("and is as it was", target.read_text() == world.original, "")

    target.unlink()
    shown = world.run(["config", "init", "--dry-run"], folder=world.deploy)
    check("--dry-run prints the file", shown.returncode == 0 and shown.stdout.startswith("# Components of the application"), shown.stderr)
    check("and writes nothing", not target.exists(), "")
    unasked = world.run(["config", "init"], folder=world.deploy)
    check("without a terminal it wants --yes", unasked.returncode == 5 and "--yes" in unasked.stderr, unasked.stderr)

    made = world.run(["config", "init", "--yes", "-o", "json"], folder=world.deploy)
    document = json.loads(made.stdout)
    check("it is written, with nothing left open", document["written"] and document["open"] == [], made.stdout)
    check("nothing of the token is in it", world.git.split("@")[0].split(":")[-1] not in target.read_text(), "")
    found = document["found"]
    sources = {c["component"]: c["repository"] for c in found["components"]}
    check("every component has its repository", sources == {
        "portal": "portal", "live": "live", "chat": "chat", "gateway": "platform", "grading": "platform",
        "notify": "platform", "jobs": "platform"}, str(sources))
    check("the pipelines are found", found["deploy"]["pipeline"] == "deploy-environment"
          and found["teardown"]["pipeline"] == "teardown-environment", str(found))
    check("no class is the default before somebody chooses it", "\n  class: none\n" in target.read_text(), target.read_text())
    good = world.run(["config", "check"], folder=world.deploy)
    check("config check has nothing to say", good.returncode == 0, good.stderr)
    plan = world.run(["deploy", "-e", "first", "--create", "--dry-run", "-o", "json"], folder=world.deploy)
    check("and a deployment can be planned with it", plan.returncode == 0, plan.stdout + plan.stderr)

    again = world.run(["config", "init", "--yes", "--force", "--offline"], folder=world.deploy)
    check("--force keeps the old one", again.returncode == 0 and (world.deploy / "chatops.yaml.bak").exists(), again.stderr)
    wrong = world.run(["config", "check"], folder=world.deploy)
    lines = [line for line in wrong.stderr.splitlines() if line.startswith("error: chatops.yaml:")]
    check("offline, the pipeline is left to be filled in", wrong.returncode == 2 and len(lines) == 3, wrong.stderr)
    written = target.read_text().splitlines()
    for line in lines:
        row = int(line.split(":")[2])
        check("each mistake points at an empty value", '""' in written[row - 1], f"{line}\n{written[row - 1]}")
    target.write_text(world.original)

    portal = world.clone("portal")
    elsewhere = world.run(["config", "init", "--dry-run"], folder=portal)
    check("a component's checkout is told where the application may be",
          "--app" in elsewhere.stderr and "deploy.git" in elsewhere.stderr, elsewhere.stderr)

    empty = world.home / "empty"
    empty.mkdir()
    chinese = world.run(["config", "init", "--yes", "--offline", "--lang", "zh"], folder=empty)
    check("an empty folder, in Chinese", chinese.returncode == 0 and "待填写" in (empty / "chatops.yaml").read_text(), chinese.stderr)
    nowhere = world.run(["config", "init", "nowhere", "--yes"])
    check("a folder that is none", nowhere.returncode != 0 and "nowhere" in nowhere.stderr, nowhere.stderr)


def shapes(world):
    """A chart as many have it: with a part in a package, a key given twice, images that no path reaches."""
    folder = world.home / "shop"
    (folder / "templates").mkdir(parents=True)
    (folder / "charts").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n"
                                       "dependencies: [{name: mail, version: 1.0.0}, {name: gone, version: 2.0.0}]\n")
    (folder / "values.yaml").write_text("image: {registry: r.test, repository: shop/web, tag: main-1}\n"
                                        "redis:\n  replica: 1\n  replica: 2\nsidecars: [{image: 'envoy:1'}]\n")
    (folder / "values.lint.yaml").write_text("a: 1\n")
    (folder / "values-eu.yaml").write_text("a: 1\n")
    (folder / "templates/a.yaml").write_text("x: {{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}\n")
    with tarfile.open(folder / "charts/mail-1.0.0.tgz", "w:gz") as package:
        for name, text in (("mail/Chart.yaml", "apiVersion: v2\nname: mail\nversion: 1.0.0\n"),
                           ("mail/values.yaml", "image: {repository: r.test/shop/mail, tag: '1'}\n")):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            package.addfile(entry, io.BytesIO(text.encode()))
    drafted = world.run(["config", "init", "--dry-run", "--offline", "-o", "json"], folder=folder)
    document = json.loads(drafted.stdout)
    text, found = document["text"], document["found"]
    check("its own images and those of the package are components", [c["image"] for c in found["components"]]
          == ["r.test/shop/web", "r.test/shop/mail"], drafted.stdout)
    check("the host has a place of its own", "registry: image.registry" in text and "repository: image.repository" in text, text)
    check("what no path reaches is told with its place", ("sidecars[0].image", "in_list") in
          {(one["path"], one["why"]) for one in found["unclear"]} and "values.yaml:5" in text, drafted.stdout)
    check("and so is a chart that is not here", ("gone", "chart_absent") in {(one["path"], one["why"]) for one in found["unclear"]}, drafted.stdout)
    check("a key given twice is remarked upon with its place", "values.yaml:4:3" in text and "values.yaml:4:3" in drafted.stdout, text)
    check("unknown names are offered, and take no effect", "#   eu: {values: [values-eu.yaml]}" in text and "\nclasses:" not in text
          and "lint" not in text, text)
    written = world.run(["config", "init", "--yes", "--offline"], folder=folder)
    check("it is written and shown", written.returncode == 0 and "sidecars[0].image" in written.stdout, written.stdout + written.stderr)
    wrong = world.run(["config", "check"], folder=folder)
    places = [line for line in wrong.stderr.splitlines() if line.startswith("error: chatops.yaml:")]
    check("only empty values are open", len(places) == 4, wrong.stderr)


def edits(world):
    target = world.deploy / "chatops.yaml"
    target.chmod(0o640)
    tmp = world.home / "tmp"
    tmp.mkdir()

    def edit(editor, *words, folder=world.deploy):
        return world.run(["config", "edit", *words], folder=folder, EDITOR=editor, TMPDIR=str(tmp))

    same = edit("true")
    check("an editor that changes nothing", same.returncode == 0 and "no changes" in same.stdout, same.stdout + same.stderr)
    quoted = edit("'" + world.editor("my editor", 'test "$1" = --flag && echo "# new" >> "$2"\n') + "' --flag")
    check("words and quotes, no shell", quoted.returncode == 0 and target.read_text() == world.original + "# new\n", quoted.stderr)
    check("the mode stays", target.stat().st_mode & 0o777 == 0o640, oct(target.stat().st_mode))
    check("no copy stays behind", world.copies() == [] and list(tmp.iterdir()) == [], str(list(tmp.iterdir())))

    before = target.read_text()
    wrong = edit(world.editor("breaks", 'echo "nonsense: 1" >> "$1"\n'))
    check("mistakes are not written where nobody can be asked", wrong.returncode == 2 and "nonsense" in wrong.stderr, wrong.stderr)
    check("the text is kept, and it is said where", len(world.copies()) == 1 and str(world.copies()[0]) in wrong.stderr, wrong.stderr)
    check("the copy is private", world.copies()[0].parent.stat().st_mode & 0o077 == 0, "")
    shutil.rmtree(world.copies()[0].parent)

    failed = edit("false")
    check("an editor that fails", failed.returncode == 1 and "failed (" in failed.stderr and world.copies() == [], failed.stderr)
    missing = edit("no-such-editor")
    check("an editor that is not there", missing.returncode == 1 and "no-such-editor" in missing.stderr, missing.stderr)

    raced = edit(world.editor("races", f'echo "# mine" >> "$1"; echo "# theirs" >> {target}\n'))
    check("what changed meanwhile is not written over", raced.returncode == 6 and len(world.copies()) == 1, raced.stderr)
    check("and stays", target.read_text() == before + "# theirs\n", "")
    shutil.rmtree(world.copies()[0].parent)

    config = world.home / ".config/chatops/config.yaml"
    user = edit(world.editor("user", 'sed -i "s/^profile:.*/&  # mine/" "$1"; grep -q profiles "$1"\n'), "--user")
    check("the user's own file", user.returncode == 0, user.stderr)
    broken = edit(world.editor("odd", 'echo "    odd: 1" >> "$1"\n'), "--user")
    check("is checked too, by its own name", broken.returncode == 2 and str(config) in broken.stderr, broken.stderr)
    shutil.rmtree(world.copies()[0].parent)
    target.write_text(world.original)


def asks(world):
    target = world.deploy / "chatops.yaml"
    target.unlink()
    no = Terminal(world, "config", "init", "deploy")
    no.until("[y/N]")
    check("what was found stands before the question", "portal" in no.text and "deploy-environment" in no.text, no.text)
    no.type("n\n")
    check("no writes nothing", no.end() == 5 and not target.exists(), no.text)
    yes = Terminal(world, "config", "init", "deploy")
    yes.until("[y/N]")
    yes.type("y\n")
    check("yes writes it", yes.end() == 0 and target.exists(), yes.text)
    target.write_text(world.original)

    # An editor that is wrong at first and right at the second time; it reads from the terminal, as editors do.
    world.more = {"CHATOPS_APP": str(world.deploy), "VISUAL": world.editor("twice", """\
        printf 'editing> '; read line
        if grep -q nonsense "$1"; then sed -i /nonsense/d "$1"; else echo 'nonsense: 1' >> "$1"; fi
        echo "# $line" >> "$1"
        """)}
    again = Terminal(world, "config", "edit")
    again.until("editing>")
    again.type("one\n")
    again.until("anyway?")
    check("mistakes stand before the question, with their place", "nonsense" in again.text and "chatops.yaml:" in again.text, again.text)
    again.text = ""
    again.type("e\n")
    again.until("editing>")
    again.type("two\n")
    check("edited again, it is written", again.end() == 0 and target.read_text() == world.original + "# one\n# two\n", again.text)

    target.write_text(world.original)
    for answer, code, left in (("d", 5, world.original), ("k", 0, world.original + "nonsense: 1\n# x\n")):
        asked = Terminal(world, "config", "edit")
        asked.until("editing>")
        asked.type("x\n")
        asked.until("anyway?")
        asked.type("?\n" + answer + "\n")
        check(f"the answer {answer}", asked.end() == code and target.read_text() == left, asked.text)
    target.write_text(world.original)

    ended = Terminal(world, "config", "edit")
    ended.until("editing>")
    ended.type("\x03")
    check("Ctrl-C is the editor's own business", ended.end() == 1 and "failed (" in ended.text, ended.text)
    check("and changes nothing", target.read_text() == world.original, "")


def hour(world):
    """docs/first-hour.md, command by command; what a person would answer is given as an option."""
    page = (pathlib.Path(__file__).resolve().parents[2] / "docs/first-hour.md").read_text()
    commands = [line.split()[1:] for block in re.findall(r"```sh\n(.*?)```", page, re.S) for line in block.splitlines()]
    check("the page has commands", len(commands) > 10, page)
    world.more = {"EDITOR": "true"}
    (world.deploy / "chatops.yaml").unlink()
    token = json.loads((world.home / ".local/state/chatops/sandbox/control.json").read_text())["tokens"]["personal"]["secret"]
    answers = {"config init": ["--yes"], "deploy -e": ["--yes"], "env delete": ["--confirm", "try-me"]}
    for words in commands:
        given = words + (answers.get(" ".join(words[:2]), []) if "--dry-run" not in words else [])
        done = subprocess.run([str(world.chatops), *given], cwd=world.deploy, env=world.environment(), input=token + "\n",
                              capture_output=True, text=True, timeout=LIMIT)
        # doctor answers 1 where this machine lacks something.
        good = done.returncode == 0 or (words == ["doctor"] and done.returncode == 1)
        check(f"chatops {' '.join(given)}", good, f"{done.returncode}\n{done.stdout}{done.stderr}")


def main():
    with Bench(sys.argv[1], sys.argv[2]) as world:
        world.start()
        for part in (drafts, shapes, edits, asks, hour):
            part(world)
            print("ok  ", part.__name__, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
