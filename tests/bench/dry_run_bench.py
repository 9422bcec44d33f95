#!/usr/bin/env python3
"""How much `deploy --dry-run` adds to the outside systems' own answer times: 30 components, 10,000 artifacts.

Rival, in the same run: `curl --parallel` asking for the same artifact lists and doing nothing with them. Prints figures, asserts none.
Usage: dry_run_bench.py CHATOPS SANDBOX
SPDX-License-Identifier: Apache-2.0
"""
import json
import statistics
import subprocess
import sys
import time

from harness import Bench

COMPONENTS, ARTIFACTS, ROUNDS = 30, 10_000, 7


def application() -> str:
    """The classroom's chatops.yaml with thirty components in place of its seven."""
    lines = ["version: 1", "application: classroom", "project: classroom", "repositories:",
             "  platform: {url: https://e.coding.net/acme/classroom/platform.git, ci_job: platform-images}",
             "defaults:", "  repository: platform", "  image: acme-docker.pkg.coding.net/classroom/images/{component}",
             '  version: "{branch}-{build}-{commit}"', '  values: {tag: "components.{component}.tag"}', "components:"]
    lines += [f"  bench-{n:02}: {{repository: platform}}" for n in range(1, COMPONENTS + 1)]
    lines += ["chart: {repository: https://acme-helm.pkg.coding.net/classroom/charts, name: classroom}",
              "classes: {test: {}}",
              "environments: {namespace: 'bench-{env}', domain: '{env}.bench.localhost'}",
              "deploy: {application: classroom, pipeline: deploy-environment,",
              "  parameters: {namespace: Namespace, domain: Domain, release: Release}, values: {parameter: Values}}"]
    return "\n".join(lines) + "\n"


def outside(calls: list[dict]) -> float:
    """Milliseconds during which at least one call was being answered."""
    total, end = 0.0, 0.0
    for call in sorted(calls, key=lambda c: c["at"]):
        start, stop = max(call["at"], end), call["at"] + call["took_ms"]
        total += max(0.0, stop - start)
        end = max(end, stop)
    return total


def curl(bench: Bench, pages: int) -> float:
    """The same lists by curl, side by side on kept connections; milliseconds."""
    header = f'header = "Authorization: token {bench.token("personal")}"\n'
    config = "\nnext\n".join(
        f'url = "{bench.url}/open-api?Action=DescribeArtifactVersionList"\n{header}header = "Content-Type: application/json"\n'
        f'output = "/dev/null"\nsilent\ndata = {json.dumps(json.dumps(body))}\n'
        for body in ({"Action": "DescribeArtifactVersionList", "ProjectId": project(bench), "Repository": "images", "Package": f"bench-{n:02}",
                      "PageNumber": page, "PageSize": 100} for n in range(1, COMPONENTS + 1) for page in range(1, pages + 1)))
    began = time.monotonic()
    subprocess.run(["curl", "--parallel", "--parallel-max", "8", "-K", "-"], input=config, text=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.monotonic() - began) * 1000


def project(bench: Bench) -> int:
    world = json.loads((bench.folder / "sandbox" / "world.json").read_text())
    return world["projects"][0]["id"]


def main() -> None:
    bench = Bench(sys.argv[1], sys.argv[2], "--rate-limit", "1000000", "--speed", "1000")
    try:
        bench.control("fill", {"components": COMPONENTS, "artifacts": ARTIFACTS})
        bench.configure(requests_per_second=100000)
        (bench.app / "chatops.yaml").write_text(application())
        words = ("deploy", "-e", "bench", "--create", "--dry-run", "-o", "json")
        walls, beyond, outsides = [], [], []
        for round_number in range(ROUNDS + 1):
            bench.control("journal", method="DELETE")
            began = time.monotonic()
            bench.ok(*words)
            wall = (time.monotonic() - began) * 1000
            calls = bench.control("journal")["calls"]
            spent = outside(calls)
            if round_number == 0:
                print(f"first run, nothing cached: {wall:.0f} ms, {len(calls)} calls, {spent:.0f} ms outside, {wall - spent:.0f} ms ours")
                continue
            walls.append(wall)
            outsides.append(spent)
            beyond.append(wall - spent)
        print(f"deploy --dry-run, {COMPONENTS} components, {ARTIFACTS} artifacts, {len(calls)} calls; medians of {ROUNDS}:")
        print(f"  whole {statistics.median(walls):.0f} ms, outside {statistics.median(outsides):.0f} ms, ours {statistics.median(beyond):.0f} ms")
        pages = -(-(ARTIFACTS // COMPONENTS) // 100)
        rival = statistics.median(curl(bench, pages) for _ in range(3))
        print(f"  rival, curl --parallel for the {COMPONENTS * pages} list calls alone: {rival:.0f} ms; ratio {statistics.median(walls) / rival:.2f}")
    finally:
        bench.close()


if __name__ == "__main__":
    main()
