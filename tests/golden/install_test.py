#!/usr/bin/env python3
# What `./dev build` has built can be installed as it is: programs, manual pages in both languages, completions, examples;
# and the installed front finds its core.
# SPDX-License-Identifier: Apache-2.0
import pathlib
import subprocess
import sys
import tempfile

from terminal_test import check


def main():
    cmake, build = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as place:
        prefix = pathlib.Path(place) / "usr"
        done = subprocess.run([cmake, "--install", build, "--prefix", str(prefix)], capture_output=True, text=True, timeout=300)
        check("cmake --install", done.returncode == 0, done.stdout + done.stderr)
        installed = {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}
        for file in ("bin/chatops", "bin/chatops-sandbox", "libexec/chatops/chatops-core", "libexec/chatops/chatops-agent", "share/man/man1/chatops.1",
                     "share/man/man1/chatops-deploy.1", "share/man/zh_CN/man1/chatops.1", "share/bash-completion/completions/chatops",
                     "share/zsh/site-functions/_chatops", "share/chatops/examples/classroom/chatops.yaml"):
            check(f"{file} is installed", file in installed, "\n".join(sorted(installed)))
        pages = {name.rsplit("/", 1)[-1] for name in installed if name.startswith("share/man/man")}
        chinese = {name.rsplit("/", 1)[-1] for name in installed if name.startswith("share/man/zh_CN/")}
        check("every page is there in both languages", pages == chinese and len(pages) > 20, str(pages ^ chinese))
        home = pathlib.Path(place) / "home"
        home.mkdir()
        asked = subprocess.run([str(prefix / "bin/chatops"), "config", "show", "-o", "json"], capture_output=True, text=True, timeout=60,
                               cwd=home, env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
        check("the installed front finds its core", '"kind": "settings"' in asked.stdout, asked.stdout + asked.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
