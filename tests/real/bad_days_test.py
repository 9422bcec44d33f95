#!/usr/bin/env python3
"""Bad days: every call of a deployment spoiled in every way, and what becomes of it. Whatever happens: one clear error with a
reason, the engine was asked at most once, and when the outside is well again the next command succeeds. Prints the table.

Usage: bad_days_test.py CHATOPS SANDBOX
SPDX-License-Identifier: Apache-2.0
"""
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time

from harness import Bench, run_cases, wait_until

NOT_OBEYED = ("html", "status", "rate_limited", "limit", "internal", "hang_up", "huge", "deep", "expired", "empty")
OBEYED = ("cut", "lost", "truncated", "wrong_types")
READS = {
    "versions": {"action": "DescribeArtifactVersionList"},
    "pipeline": {"action": "DescribeCdPipelineConfigs"},
    "manifest": {"path": "/v2/*/manifests/*"},
    "chart index": {"path": "/charts/*index.yaml"},
}
table: list[tuple[str, str, str]] = []
versions: list[str] = []


def change(bench: Bench) -> list[str]:
    """Words that ask for something that does not run yet."""
    runs = {c["component"]: c["runs"]["version"] for c in bench.ok("env", "show", "bad", "--no-wait", "-o", "json").json["components"]}
    other = next(v for v in versions if v != runs["chat"])
    return ["deploy", "-e", "bad", f"chat={other}", "--pin", "--yes", "--wait", "--timeout", "60s"]


def prepare(bench: Bench) -> None:
    bench.ok("deploy", "-e", "bad", "--create", "--yes", "--wait")
    listed = bench.ok("artifact", "list", "chat", "--branch", "main", "-o", "json").json["items"]
    versions[:] = [a["version"] for a in listed][:3]
    assert len(versions) == 3, listed
    bench.ok(*change(bench))


def reads_that_always_fail(bench: Bench) -> None:
    for call, where in READS.items():
        before, words = bench.triggers(), change(bench)
        for kind in NOT_OBEYED + OBEYED:
            if kind in ("limit", "internal", "expired") and "path" in where:
                continue
            if call in ("manifest", "chart index") and kind == "wrong_types":
                continue
            bench.arm(kind, times=0, **where, **({"bytes": 20_000_000} if kind == "huge" and call != "chart index" else {}))
            result = bench.run(*words, "-o", "json")
            bench.disarm()
            table.append((call, kind + " always", f"{result.code} {result.reason or 'deployed'}"))
            if result.code == 0:  # an answer kept from before stood in
                before, words = bench.triggers(), change(bench)
            else:
                assert result.code in (4, 9) or result.reason in ("digest_mismatch", "image_unreadable"), (call, kind, result)
                assert bench.triggers() == before, (call, kind, result)
        bench.ok(*words)
        assert bench.triggers() == before + 1, call


def reads_that_fail_once(bench: Bench) -> None:
    for (call, where), kind in itertools.product(READS.items(), ("status", "rate_limited", "hang_up", "cut")):
        words, before = change(bench), bench.triggers()
        bench.arm(kind, times=1, **where)
        result = bench.run(*words, "-o", "json")
        bench.disarm()
        table.append((call, kind + " once", "retried, deployed" if result.code == 0 else f"{result.code} {result.reason}"))
        assert result.code == 0 and bench.triggers() == before + 1, (call, kind, result)


def the_trigger_is_never_sent_twice(bench: Bench) -> None:
    for kind in NOT_OBEYED + OBEYED + ("status 503", "status 403"):
        words, before = change(bench), bench.triggers()
        name, _, status = kind.partition(" ")
        bench.arm(name, times=1, action="TriggerCdPipeline", **({"status": int(status)} if status else {}))
        result = bench.run(*words, "-o", "json")
        obeyed = bench.triggers() - before
        calls = len(bench.control("journal?action=TriggerCdPipeline")["calls"])
        bench.disarm()
        table.append(("trigger", kind, f"{result.code} {result.reason or 'deployed'}; obeyed {obeyed}"))
        assert obeyed <= 1, (kind, result)
        assert result.code in (0, 1, 4, 5, 8, 9), (kind, result)
        if result.code == 0:  # it said "not now", which is certainly not obeyed: asked again later
            assert obeyed == 1 and kind in ("rate_limited", "limit", "status 503"), (kind, result)
            continue
        if result.reason == "deployment_unknown":
            # It may run: nothing is started by itself, a plain deploy is refused, and --force is the user's decision.
            again = bench.run(*words, "-o", "json")
            assert again.reason == "deployment_unknown" and bench.triggers() - before == obeyed, (kind, again)
            assert len(bench.control("journal?action=TriggerCdPipeline")["calls"]) == calls
            bench.ok(*words, "--force")
        else:
            assert obeyed == 0, (kind, result)
            bench.ok(*words)


def watching_survives(bench: Bench) -> None:
    for kind in NOT_OBEYED + OBEYED:
        words, before = change(bench), bench.triggers()
        bench.arm(kind, times=2, action="DescribeCdPipeline")
        result = bench.run(*words, "-o", "json")
        bench.disarm()
        table.append(("watch", kind + " twice", "deployed" if result.code == 0 else f"{result.code} {result.reason}"))
        assert bench.triggers() == before + 1, (kind, result)
        if result.code != 0:
            bench.ok("env", "show", "bad", "--wait")


def wrong_and_expired_tokens(bench: Bench) -> None:
    for role, code in (("reader", 4), ("expired", 4), ("ci", 4)):
        bench.configure()
        words = change(bench)
        bench.configure(token={"env": "TEST_TOKEN"})
        result = bench.run(*words, "-o", "json", TEST_TOKEN=bench.token(role))
        table.append(("token", role, f"{result.code} {result.reason}"))
        assert result.code == code and result.reason in ("auth_scope", "auth_invalid"), (role, result)
        if role != "expired":
            # The scope is named also where no such token can have it, with what to do instead.
            assert "cd:" in result.out + result.err or "artifact" in result.out + result.err, ("names the scope", result)
        assert bench.token(role) not in result.out + result.err, "a secret was printed"
    bench.configure()


def two_at_once(bench: Bench) -> None:
    words, before = change(bench), bench.triggers()
    both = [subprocess.Popen(bench.command(*words), env=bench.environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [(p.wait(120), p.stderr.read() if p.stderr else "") for p in both]
    table.append(("deploy", "the same twice at once", f"exits {sorted(e[0] for e in ends)}, started {bench.triggers() - before}"))
    assert bench.triggers() == before + 1, ends
    assert all(code == 0 for code, _ in ends), ends


def a_different_one_is_next(bench: Bench) -> None:
    words, before = change(bench), bench.triggers()
    bench.arm("delay", action="DescribeCdPipeline", times=0, delay_ms=1500)
    first = subprocess.Popen(bench.command(*words), env=bench.environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until("the first to start", lambda: bench.triggers() > before)
    other = bench.run("deploy", "-e", "bad", f"chat={versions[2]}", "--pin", "--yes", "-o", "json")
    bench.disarm()
    assert first.wait(60) == 0
    assert other.code == 0 and bench.triggers() == before + 2, other
    table.append(("deploy", "a different one meanwhile", "0 after the first"))


def interrupted_and_killed(bench: Bench) -> None:
    for how, after in itertools.product((signal.SIGINT, signal.SIGKILL), (0.02, 0.06, 0.12, 0.2, 0.35, 0.6)):
        words, before = change(bench), bench.triggers()
        bench.arm("delay", action="DescribeCdPipeline", times=0, delay_ms=300)
        process = subprocess.Popen(bench.command(*words), env=bench.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(after)
        process.send_signal(how)
        code = process.wait(20)
        bench.disarm()
        result = bench.run(*words, "-o", "json")
        if result.reason == "deployment_unknown":
            result = bench.run(*words, "--force")
        table.append(("deploy", f"{how.name} after {after} s", f"exit {code}; then {'deployed' if result.code == 0 else result.reason}; started {bench.triggers() - before}"))
        assert result.code == 0, (how, after, result)
        assert bench.triggers() - before <= 2, (how, after)


def damaged_state(bench: Bench) -> None:
    state = next((bench.folder / "state" / "chatops").glob("*.db"))
    bench.ok("env", "list")
    saved = state.with_suffix(".saved")
    for extra in state.parent.glob(state.name + "-*"):
        extra.unlink()
    shutil.copy(state, saved)
    state.write_bytes(b"this is no database" * 300)
    result = bench.fails(1, "state_damaged", "env", "list")
    table.append(("state", "damaged file", f"{result.code} {result.reason}"))
    assert state.read_bytes().startswith(b"this is no database"), "a damaged file must not be overwritten"
    shutil.move(saved, state)
    bench.ok("env", "list")


def unreadable_state(bench: Bench) -> None:
    blocked = bench.folder / "blocked"
    blocked.write_text("a file where a folder should be")
    result = bench.run("env", "list", "-o", "json", XDG_STATE_HOME=str(blocked))
    table.append(("state", "unreadable folder", f"{result.code} {result.reason}"))
    assert result.code == 1 and result.reason in ("state_unreadable", "file_unwritable"), result


def full_disk(bench: Bench) -> None:
    if os.geteuid() != 0:
        return
    small = bench.folder / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], check=False, capture_output=True).returncode != 0:
        return
    try:
        result = bench.run("env", "create", "full", "-o", "json", XDG_STATE_HOME=str(small))
        table.append(("state", "full disk", f"{result.code} {result.reason}"))
        assert result.code == 1 and result.reason == "disk_full", result
    finally:
        subprocess.run(["umount", str(small)], check=True)


def words_that_do_not_fit(bench: Bench) -> None:
    for code, reason, words in (
        (3, "unknown_component", ["deploy", "-e", "bad", "chta=1", "--yes"]),
        (3, "unknown_version", ["deploy", "-e", "bad", "chat=main-9999-0000000", "--yes"]),
        (3, "unknown_environment", ["deploy", "-e", "nowhere", "--yes"]),
        (3, "unknown_repository", ["branch", "nothing", "main", "-e", "bad"]),
        (3, "unknown_iteration", ["iteration", "show", "99999"]),
        (5, "confirmation_needed", [word for word in change(bench) if word != "--yes"]),
    ):
        before = bench.triggers()
        result = bench.fails(code, reason, *words)
        table.append((" ".join(words[:2]), "", f"{result.code} {result.reason}"))
        assert bench.triggers() == before
    for words, meant in ((["deploy", "--wiat"], "--wait"), (["deplyo"], "deploy")):
        result = bench.run(*words)
        assert result.code == 2 and meant in result.err and not result.out, result


def bench() -> Bench:
    return Bench(sys.argv[1], sys.argv[2], "--speed", "200", "--rate-limit", "1000")


try:
    run_cases([prepare, words_that_do_not_fit, reads_that_fail_once, reads_that_always_fail, the_trigger_is_never_sent_twice,
               watching_survives, wrong_and_expired_tokens, two_at_once, a_different_one_is_next, interrupted_and_killed,
               damaged_state, unreadable_state, full_disk], bench)
finally:
    for row in table:
        print("  {:14} {:28} {}".format(*row))
