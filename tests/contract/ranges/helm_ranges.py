"""Ranges of chart versions as the real helms read them: makes helm_ranges.tsv, or compares the helms here with it.

    helm_ranges.py --write    asks both helms for every range, and for the version that they take; they must agree
    helm_ranges.py            asks both helms again which versions each range admits: no difference from the table

CHATOPS_TEST_HELM and CHATOPS_TEST_HELM3 name them. Everything happens in a temporary folder and on loopback. The unit tests
of `base` and `workflow` walk the same table with our own rules.

SPDX-License-Identifier: Apache-2.0
"""
import concurrent.futures
import functools
import http.server
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import threading

from needs import skip

TABLE = pathlib.Path(__file__).with_name("helm_ranges.tsv")
HELMS = [os.environ.get("CHATOPS_TEST_HELM", ""), os.environ.get("CHATOPS_TEST_HELM3", "")]

# No two of them are equal in helm's order, so that what it takes does not hang on how it sorts.
VERSIONS = """
0.0.0-0 0.0.0 0.0.1-alpha 0.0.1 0.0.3 0.0.4-rc.1 0.1.0-0 0.1.0 0.2.3 0.2.9 0.3.0-rc.1 0.3.0 0.4.0
1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc1 1.0.0 1.1.0 1.2.0-0 1.2.0-beta.1 1.2.0
1.2.3-- 1.2.3-99999999999999999999 1.2.3-100000000000000000000 1.2.3-a-b 1.2.3 1.2.4-rc.1 1.2.9 1.3.0-alpha 1.3.0
1.5.0+build.7 v1.6.0 1.7 1.10.0 1.10.1-x.y+z 2.0.0-0 2.0.0-alpha 2.0.0-alpha.1 2.0.0 2.0.1-0f9a5fdef.38 2.1.0
v2.1.1-rc.1+exp 3 03.01.00 10.0.0-rc.1 10.0.0 18446744073709551615.0.0
""".split()

# Listed in the index too; helm leaves them out.
SKIPPED = ["V1.0.0", "1.2.3-01", "1.2.3-a.007", "1.x", "latest", "1.2.3.4", "1.", "v", "vv1.0.0", "1.0.0-", "1.0.0+", "1.0.0-a..b",
           "1.0.0-a_b", "18446744073709551616.0.0", " 1.0.0", "1.0.0 ", "=1.0.0", "1,0,0", "-1.0.0", "1.0.0+a+b", "1.0.0+ä"]

OPERATORS = ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"]

BOUNDS = """
0 0.0 0.0.0 0.0.0-0 0.0.3 0.0-0 0-0 0.1 0.2.3 0.2.0-0 0.3.0-rc.1 1 1.2 1.2.3 1.0.0-0 1.2-0 1-0 1.0.0-beta.2 1.2.0-0 2 2.0.0
2.0.0-alpha 10 * *-0 x X 1.x 1.X-0 1.2.x 1.2.*-0 1.*.* 0.x 0.0.x 0.0.x-0 v1.2 v1.2.3 1.2.3+build 3.1.0 01.02.03
""".split()

ODD = [
    # and, or, and how they are written
    ">=1.0 <2", ">= 1.0, < 2.0", ">=1.0,<2.0", ">=1.0 , <2.0", " >=1.0 <2.0 ", ">=1.0\t<2.0", ">=1.0\n<2.0", ">=1.0-0 <2.0", ">=1.0 <2.0-0",
    ">=1.0.0-0 <1.2.3", ">0.0.0-0", ">=0.0.0-0", "<0.4 || >=2", "<0.4||>=2", "^1 || ^2-0", "^1-0 || ^2", "1.2.3 || 1.3.0 || v1.6.0",
    "!=1.2.3 !=1.3.0", "!=1.2, ^1", "!=1.x", "!=1.x ^1-0", ">1 <1", "1 2", "1.2.3 1.2.3", "1 1.2", ">1,<3,!=2.0.0", "~1.2 || ~0.2",
    ">=0.3 <0.4 || 0.0.3", "^0.0 || 0.2.x", "<=0.4-0", "<=0-0", ">0-0", "* *", "*, 1", "* || 1", "1.0.0-alpha || *",
    # hyphens
    "1.2 - 1.4.5", "1.2 - 1.4", "1 - 2", "1.0.0 - 1.2.3", "1.0.0-alpha - 1.2.3", "1.0.0 - 2.0.0-alpha", "v1 - v2", "1  -  2", "1\t-\t2",
    "0 - 1 || 2 - 3", "1 - 2, !=1.2.3", "1 - 2 !=1.2.3", "!=1.2.3, 1 - 2", "!=1.2.3 1 - 2", "1 - 2 - 3", "1 - *", "* - 1", "x - 1.2.x",
    ">1 - 2", "^1 - 2", "= 1 - 2", "~1 - 2", "1- 2", "1 -2", "1 -", "- 2", "1-2 - 3", "1 - 2-0", "1 - 2 || 1 - 2", "1.2.3.4 - 2", "0 1 - 2",
    # blanks, commas, signs and letters that may or may not be
    "", " ", "  1.2.3  ", ">= 1.2", ">  1.2", "~ 1.2", "^ 1.2", "! =1.2", "> = 1.2", ">=1.2,", ",>=1.2", ">=1.2,,<2", ">1<2", ">=1.0<2.0",
    "==1.2", "=== 1", "<>1", "><1", "!1", "~=1.2", "~~1", "^^1", "^~1", "~>>1", ">~1", "=^1", "||", "1 ||", "|| 1", "1 || || 2", "1 | 2", "1|2", "1 && 2",
    "V1.2", "^V1", "vv1", "v", "v*", "v 1.2", "^v1", "~v1.2", ">=v1.2.3", "xx", "1.xx", "1.2xx", "1x", "x.2", "*.1", "x.1.2", "1.x.5", "1.*.3", "1.x.x",
    "X.X.X", "**", "1.2.3.x", "1.|", "1.x.|", "|", "x.|", "latest", "stable", "^", ">=", "~", "!=", "=", "1.", ".1", "1..2", "1.2.", "1.2.3.4",
    "1.2.3-", "1.2.3+", "1.2.3-+", "1.2.3-01", ">=1.2.3-01", ">1.2-01", "x-01", "1.2.3-a..b", "1.2.3-a_b", "1.2.3+a_b", "1.2.3-ä", "１.2.3",
    "1.2.3+build.7", "1.5.0+build.7", "1.5.0", "1.5.0+other", "=1.5.0+build.7", "^1.5.0+x", "1.5+x", "v1.5.0+build.7", "1.6.0", "v1.6.0", "=v1.6.0",
    "1.7", "1.7.0", "v1.7", "=1.7", "3", "3.0", "3.0.0", "v3", "03.01.00", "3.1", "03.1.0", "1.02.3", "1.10.1-x.y", "1.10.1-x.y+z", "2.1.1-rc.1",
    "1.2.3--", ">1.2.3--", ">1.2.3-99999999999999999999", "<1.2.3-100000000000000000000", ">1.2.3-18446744073709551615", "18446744073709551615",
    ">=18446744073709551615.0.0", "18446744073709551616", ">1.18446744073709551616", "^1.2.18446744073709551616", "1.x.18446744073709551616",
    "!=1.2.3-a-b", "!=1.2-a-b", "!=1.2-0", "!=1-0", "!=*-0", "!=0.0.0-0", ">1.2.3 <1.2.9-0", "~1.2.3-a", "^1.2.3-a", "^0.0.4-a", "^0.0.4-rc.1",
    "~0.0.4-rc.1", "^0.0.0", "~0.0.0", "^0.0.0-0", "~0.0.0-0", "~*", "~*-0", "^*", "^*-0", "<=*", "<*", ">*", ">=*", ">*-0", "<=*-0", "2.0.1-0f9a5fdef.38",
    ">=1.0.0-rc1 <1.0.0", "~1.0.0-rc1 || >3", " || ".join(["9"] * 31 + ["1.2.3"]), " || ".join(["9"] * 32 + ["1.2.3"]), "1" * 30, ">=" + " " * 505 + "1",
    ">=" + " " * 515 + "1", "1.2.3+" + "b" * 245, "1.2.3-" + "b" * 260, "1.2.3 ;", "'1.2.3'", "(1.2.3)", "1.2.3\\", "%s", "1,2", "1;2", "1/2",
]


def ranges():
    return list(dict.fromkeys([o + b for o in OPERATORS for b in BOUNDS] + ODD))


def package(version):
    """A chart of that version, as helm wants it."""
    text = f"apiVersion: v2\nname: shop\nversion: {json.dumps(version)}\n".encode()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        info = tarfile.TarInfo("shop/Chart.yaml")
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    return out.getvalue()


class Repository(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.strip("/").removesuffix(".tgz")
        body = index() if name == "index.yaml" else package(VERSIONS[int(name)])
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def index():
    entries = [{"apiVersion": "v2", "name": "shop", "version": v, "urls": [f"{n}.tgz"]} for n, v in enumerate(VERSIONS + SKIPPED)]
    return json.dumps({"apiVersion": "v1", "entries": {"shop": entries}}).encode()


class Helm:
    def __init__(self, program, url, folder):
        self.program, self.url = program, url
        self.environment = dict(os.environ, no_proxy="*", NO_PROXY="*")
        for name in ("CACHE", "CONFIG", "DATA"):
            self.environment[f"HELM_{name}_HOME"] = os.path.join(folder, name)
        self.version = self.run("version", "--template", "{{.Version}}").stdout.strip()
        self.run("repo", "add", "local", url, check=True)

    def run(self, *words, check=False):
        done = subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True)
        if check and done.returncode:
            raise SystemExit(f"{self.program} {words}: {done.stderr}")
        return done

    def admits(self, rule):
        """The versions inside the range; None where helm takes it for no range. An empty one helm cannot be asked for."""
        done = self.run("search", "repo", "local/shop", "--versions", "--version", rule, "-o", "json")
        if done.returncode:
            return None
        return {one["version"] for one in json.loads(done.stdout) if one["name"] == "local/shop"}

    def takes(self, rule):
        done = self.run("show", "chart", "shop", "--repo", self.url, "--version", rule)
        if done.returncode == 0:
            lines = done.stdout.splitlines()
            return next(line for line in lines if line.startswith("version:")).split(":", 1)[1].strip().strip("'\"")
        return "-"


def bits(admitted):
    return "".join("1" if v in admitted else "0" for v in VERSIONS)


def row(helm, rule, also_taken):
    admitted = helm.admits(rule or ">=0.0.0")
    if admitted is None:
        return ["!", "-"]
    if admitted & set(SKIPPED):
        raise SystemExit(f"{helm.version}: {rule!r} admits {admitted & set(SKIPPED)}")
    return [helm.takes(rule) if also_taken else "?", bits(admitted)]


def ask(helms, rules, also_taken):
    """A row for each range, asked of both; ends where they differ."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = [list(pool.map(functools.partial(row, helm, also_taken=also_taken), rules)) for helm in helms]
    differing = [(r, a, b) for r, a, b in zip(rules, *answers) if a != b]
    for one in differing:
        print("the two helms differ:", one)
    if differing:
        raise SystemExit(1)
    return answers[0]


def write(helms):
    rules = ranges()
    rows = ask(helms, rules, also_taken=True)
    with open(TABLE, "w", encoding="utf-8") as out:
        out.write(f"# Made by helm_ranges.py --write with helm {' and '.join(h.version for h in helms)}, which agree: range, the version"
                  " taken (- none, ! no range), and of each version below whether it is admitted.\n")
        out.write("versions\t" + json.dumps(VERSIONS) + "\n")
        out.write("skipped\t" + json.dumps(SKIPPED) + "\n")
        for rule, (taken, admitted) in zip(rules, rows):
            out.write("\t".join([json.dumps(rule), taken, admitted]) + "\n")
    print(f"{len(rules)} ranges x {len(VERSIONS)} versions")


def compare(helms):
    lines = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[3:]]
    rules = [json.loads(line[0]) for line in lines]
    if rules != ranges():
        raise SystemExit("the table is not of these ranges: write it anew")
    bad = 0
    for line, rule, (taken, admitted) in zip(lines, rules, ask(helms, rules, also_taken=False)):
        if admitted != line[2] or (taken == "!") != (line[1] == "!"):
            bad += 1
            print("differs from the table:", repr(rule), taken, admitted)
    print(f"{len(rules)} ranges x {len(VERSIONS)} versions, {bad} differences")
    raise SystemExit(1 if bad else 0)


def main():
    for name, program in zip(("CHATOPS_TEST_HELM", "CHATOPS_TEST_HELM3"), HELMS):
        if not program:
            skip("helm", f"{name} names no helm")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Repository)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="helm-ranges-") as folder:
        url = f"http://127.0.0.1:{server.server_port}"
        helms = [Helm(program, url, os.path.join(folder, str(n))) for n, program in enumerate(HELMS)]
        write(helms) if "--write" in sys.argv else compare(helms)


if __name__ == "__main__":
    main()
