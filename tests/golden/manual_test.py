#!/usr/bin/env python3
# The manual pages as mandoc and man see them: they lint clean, say in both languages what the table says, and keep to
# the width of the terminal.
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from needs import skip  # noqa: E402

CORE = pathlib.Path(sys.argv[1]).resolve().parent / "chatops-core"
WIDTH = 80


def check(what, condition, detail=""):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{detail}")


def columns(line):
    return sum(2 if ord(c) >= 0x2E80 else 1 for c in line)


def shown(program, page):
    environment = {**os.environ, "MANWIDTH": str(WIDTH), "MANPAGER": "cat", "PAGER": "cat", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}
    words = {"mandoc": ["mandoc", "-T", "utf8", "-O", f"width={WIDTH}", str(page)], "man": ["man", "-l", str(page)]}[program]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60)
    check(f"{program} shows {page.name}", done.returncode == 0, done.stderr)
    return re.sub(r".\x08", "", re.sub(r"\x1b\[[0-9;]*m", "", done.stdout))


def main():
    if not shutil.which("mandoc"):
        skip("mandoc", "mandoc is not installed")
    with tempfile.TemporaryDirectory() as folder:
        for language, place in (("en", "man"), ("zh", "man/zh_CN")):
            subprocess.run([str(CORE), "__manual", "man", f"{folder}/{place}", language], check=True, timeout=60)
        pages = sorted(p for p in pathlib.Path(folder).rglob("*.[17]"))
        check("there are pages", len(pages) > 60, str(pages))
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *map(str, pages)], capture_output=True, text=True, timeout=120)
        check("mandoc has nothing to say", lint.returncode == 0 and not lint.stdout, lint.stdout[:2000])

        english, chinese = pathlib.Path(folder, "man"), pathlib.Path(folder, "man/zh_CN")
        programs = ["mandoc"] + (["man"] if subprocess.run(["man", "--version"], capture_output=True).returncode == 0 else [])
        for program in programs:
            text = shown(program, english / "man1/chatops-deploy.1")
            for wanted in ("chatops-deploy", "-y, --yes", "chatops deploy -e s42 --dry-run", "SEE ALSO", "chatops-selection(7)"):
                check(f"{program}: {wanted}", wanted in text, text)
            text = shown(program, chinese / "man1/chatops-deploy.1")
            for wanted in ("名称", "选项", "不再询问", "chatops deploy -e s42 --dry-run", "另见"):
                check(f"{program}: {wanted}", wanted in text, text)
            for page in (english / "man1/chatops.1", chinese / "man1/chatops.1", chinese / "man7/chatops-troubleshooting.7"):
                text = shown(program, page)
                # mandoc breaks lines at blanks alone: Chinese ones are left to the pager.
                breaks = program == "man" or not page.is_relative_to(chinese)
                wide = [line for line in text.splitlines() if columns(line) > WIDTH and breaks and "chatops " not in line]
                check(f"{program}: {page} keeps to the width", not wide, "\n".join(wide))
                check(f"{program}: no roff is left in {page}", not re.search(r"\\[&e(:f]", text), text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
