#!/usr/bin/env python3
# `doctor` with nothing configured, with everything in order, and with things broken one by one and all at once.
# SPDX-License-Identifier: Apache-2.0
import email.utils
import http.server
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from harness import Bench, run_cases  # noqa: E402


def findings(run):
    assert run.code in (0, 1), run
    return run.json["items"]


def of(items, check):
    return [i for i in items if i["check"] == check]


def reasons(items, check):
    return [i["why"]["reason"] for i in of(items, check) if "why" in i]


def nothing_configured(bench):
    bare = {"HOME": str(bench.folder / "bare"), "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "XDG_CACHE_HOME": "", "CHATOPS_APP": ""}
    (bench.folder / "bare").mkdir()
    done = bench.run("doctor", "-o", "json", **bare)
    items = findings(done)
    assert done.code == 0 and reasons(items, "configuration") == ["nothing_configured"], done
    text = bench.run("doctor", **bare)
    assert "auth login coding" in text.out and "config init" in text.out and "sandbox start" in text.out, text
    assert "密钥" in bench.run("doctor", "--lang", "zh", **bare).out
    assert done.json["missing"] == ["application", "coding_token"], done
    assert "To begin, you still need: an application (chatops.yaml), a CODING token." in text.out, text
    assert "No problems found." not in text.out, text


def the_sandbox_is_suggested(bench):
    """Where its profile is all that is configured, and says so itself when it is stopped."""
    folder = bench.folder / "only-sandbox"
    (folder / "chatops").mkdir(parents=True)
    token = folder / "chatops" / "token"
    token.write_text(bench.token("personal"))
    token.chmod(0o600)
    block = f"profiles:\n  sandbox:\n    coding: {{url: '%s', team: acme, project: classroom, token: {{file: {token}}}}}\n"
    (folder / "chatops" / "config.yaml").write_text(block % bench.url)
    only = {"XDG_CONFIG_HOME": str(folder), "CHATOPS_APP": ""}
    text = bench.run("doctor", **only)
    assert text.code == 0 and "--profile sandbox" in text.out and "To begin" in text.out, text
    assert "--profile sandbox" in bench.run("env", "list", **only).err
    assert "--profile sandbox" in bench.run("iteration", "list", **only).err
    assert "--profile sandbox" not in bench.run("iteration", "list", "--profile", "sandbox", **only).err
    (folder / "chatops" / "config.yaml").write_text(block % "http://127.0.0.1:1")
    stopped = bench.run("iteration", "list", "--profile", "sandbox", **only)
    assert stopped.code == 9 and "chatops sandbox start" in stopped.err and "proxy" not in stopped.err, stopped
    looked = bench.run("doctor", "--profile", "sandbox", "-o", "json", **only)
    assert reasons(findings(looked), "coding") == ["sandbox_stopped"], looked


def all_is_well(bench):
    done = bench.run("doctor", "-o", "json")
    items = findings(done)
    assert done.code == 0 and done.json["problems"] == 0, done
    for check in ("configuration", "application", "state", "coding", "tokens", "pipeline", "registry", "chart", "version"):
        assert of(items, check) and of(items, check)[0]["health"] == "ok", (check, items)
    coding = of(items, "coding")[0]
    assert "tcp" in coding["detail"] and "HTTP" in coding["detail"], coding
    text = bench.run("doctor")
    assert text.code == 0 and "No problems found" in text.out, text
    secrets = [token["secret"] for token in bench.control_file["tokens"].values()]
    assert not any(secret in done.out + text.out for secret in secrets)


def tokens_are_judged(bench):
    reader = bench.run("doctor", "-o", "json", CHATOPS_CODING_TOKEN=bench.token("ci"))
    assert reader.code == 1, reader
    lacking = [i for i in of(findings(reader), "tokens") if i["health"] == "problem"]
    assert any("CHATOPS_CODING_CD_TOKEN" in json.dumps(i["why"]) for i in lacking), lacking
    looking = bench.run("doctor", "-o", "json", CHATOPS_CODING_TOKEN=bench.token("reader"))
    lacking = [i for i in of(findings(looking), "tokens") if i["health"] == "problem"]
    assert looking.code == 1 and [i["why"]["args"]["scope"] for i in lacking] == ["cd:pipeline:rw"], looking
    assert "No problems found." not in bench.run("doctor", CHATOPS_CODING_TOKEN=bench.token("reader")).out
    expired = bench.run("doctor", "-o", "json", CHATOPS_CODING_TOKEN=bench.token("expired"))
    assert expired.code == 1 and "auth_invalid" in reasons(findings(expired), "tokens"), expired


def faults_are_told_and_not_fatal(bench):
    for kind in ("html", "internal", "cut", "deep", "wrong_types", "empty", "hang_up"):
        bench.arm(kind, times=0, path="/open-api")
        began = time.monotonic()
        done = bench.run("doctor", "-o", "json")
        assert time.monotonic() - began < 15, f"{kind} took too long"
        assert of(findings(done), "state")[0]["health"] == "ok", (kind, done)
        if kind not in ("wrong_types", "empty"):  # those are answers all the same
            assert any(i["health"] in ("problem", "unknown") for i in of(findings(done), "tokens")), (kind, done)
        bench.disarm()


def silence_ends_in_time(bench):
    bench.arm("timeout", times=0, path="*")
    began = time.monotonic()
    done = bench.run("doctor", "-o", "json")
    took = time.monotonic() - began
    bench.disarm()
    assert done.code == 1 and took < 16, (took, done)
    assert "answer_timeout" in reasons(findings(done), "coding"), done


def what_is_no_interface_is_not_fine(bench):
    """An address that answers, but not as CODING or a registry does."""
    page = bench.run("doctor", "-o", "json", CHATOPS_CODING_URL=bench.url + "/nowhere")
    coding = of(findings(page), "coding")[0]
    assert coding["health"] == "problem" and coding["why"]["args"]["why"].startswith("HTTP 4"), page
    host = next(iter(bench.control_file["registries"]))
    variable = "CHATOPS_REGISTRY_URL_" + host.upper().replace(".", "_").replace("-", "_")
    registry = of(findings(bench.run("doctor", "-o", "json", **{variable: bench.url + "/nowhere"})), "registry")
    assert any(i["health"] == "problem" and "HTTP 404" in i["why"]["args"]["why"] for i in registry), registry


def helpers_that_fail_are_told(bench):
    """docker's credential helper is missing, hangs, or prints something else; the profile has no password of its own."""
    folder = bench.folder / "helper"
    (folder / "bin").mkdir(parents=True)
    (folder / "config.json").write_text('{"credsStore": "odd"}')
    host = next(iter(bench.control_file["registries"]))
    url = bench.control_file["registries"][host]["url"]
    variables = {"DOCKER_CONFIG": str(folder), "CHATOPS_CODING_URL": bench.url, "CHATOPS_CODING_TEAM": "acme",
                 "CHATOPS_CODING_TOKEN": bench.token("personal"), "XDG_CONFIG_HOME": str(folder),
                 "CHATOPS_REGISTRY_URL_" + host.upper().replace(".", "_").replace("-", "_"): url}
    helper = folder / "bin" / "docker-credential-odd"
    for script, why in ((None, "helper_missing"), ("echo Welcome", "helper_odd"), ("echo locked >&2; exit 3", "helper_ended"),
                        ("sleep 60", "helper_silent")):
        if script:
            helper.write_text("#!/bin/sh\n" + script + "\n")
            helper.chmod(0o755)
        path = {"PATH": f"{folder / 'bin'}:{bench.environment['PATH']}"}
        began = time.monotonic()
        looked = bench.run("doctor", "-o", "json", **variables, **path)
        told = [i["why"] for i in of(findings(looked), "registry") if "why" in i]
        assert any(t["reason"] == "credential_helper_failed" and t["args"]["why"] == why for t in told), (why, looked)
        if why == "helper_silent":
            assert time.monotonic() - began < 15, looked
            continue
        status = bench.run("auth", "status", "-o", "json", **variables, **path).json
        registry = [i for i in status["items"] if i["host"] == host]
        assert registry[0]["why"]["reason"] == "credential_helper_failed", (why, status)
        listed = bench.run("artifact", "list", **variables, **path)
        assert "the token is wrong" not in listed.err, listed


def stages_are_told_apart(bench):
    dns = bench.run("doctor", "-o", "json", CHATOPS_CODING_URL="http://nowhere.invalid")
    assert of(findings(dns), "coding")[0]["why"]["args"]["stage"] == "name", dns
    tcp = bench.run("doctor", "-o", "json", CHATOPS_CODING_URL="http://127.0.0.1:1")
    assert of(findings(tcp), "coding")[0]["why"]["args"]["stage"] == "connection", tcp
    tls = bench.run("doctor", "-o", "json", CHATOPS_CODING_URL=bench.url.replace("http:", "https:"))
    assert of(findings(tls), "coding")[0]["why"]["args"]["stage"] == "tls", tls


def the_clock_is_compared(bench):
    class Late(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response_only(200)
            self.send_header("Date", email.utils.formatdate(time.time() - 600, usegmt=True))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Late)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    done = bench.run("doctor", "-o", "json", CHATOPS_CODING_URL=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    assert "clock_differs" in reasons(findings(done), "coding"), done


def this_machine_is_looked_at(bench):
    done = bench.run("doctor", "-o", "json", HTTP_PROXY="http://u:geheim@proxy.test:3128", NO_PROXY="", LANG="C", PATH="/nonexistent")
    items = findings(done)
    assert reasons(items, "proxy") == ["proxy_takes_loopback"] and "geheim" not in done.out, done
    assert "terminal_limited" in reasons(items, "terminal"), done
    assert [i["health"] for i in of(items, "programs")] == ["problem", "note", "note"], items
    config = bench.folder / "config" / "chatops" / "config.yaml"
    config.chmod(0o666)
    assert "file_open_to_others" in reasons(findings(bench.run("doctor", "-o", "json")), "configuration")
    config.chmod(0o600)
    state = bench.folder / "broken-state"
    (state / "chatops").mkdir(parents=True)
    (state / "chatops" / "state.db").write_text("no database " * 1000)
    assert "state_damaged" in reasons(findings(bench.run("doctor", "-o", "json", XDG_STATE_HOME=str(state))), "state")


def one_part_is_looked_at(bench):
    items = findings(bench.run("doctor", "tokens", "-o", "json"))
    assert {i["check"] for i in items} == {"tokens"}, items
    assert findings(bench.run("doctor", "kube", "-o", "json"))[0]["why"]["reason"] == "unknown_cluster"
    wrong = bench.fails(2, "usage_bad_value", "doctor", "token")
    offered = [word for word in bench.ok("__complete", "doctor", "").out.split() if word != ":"]
    assert json.loads(wrong.out or wrong.err)["error"]["args"]["try"].split(", ") == offered, (wrong, offered)


def everything_broken_at_once(bench):
    config = bench.folder / "config" / "chatops" / "config.yaml"
    good = config.read_text()
    config.write_text("profiles: {default: {coding: [1], nonsense: 1}}\n{")
    done = bench.run("doctor", "-o", "json", CHATOPS_CODING_URL="nonsense", CHATOPS_APP="/nowhere", PATH="/nonexistent", TERM="dumb")
    config.write_text(good)
    assert done.code == 1 and done.json["problems"] >= 1 and of(findings(done), "programs"), done
    application = bench.app / "chatops.yaml"
    text = application.read_text()
    application.write_text(text.replace("components:", "komponenten:"))
    mistakes = of(findings(bench.run("doctor", "-o", "json")), "application")
    application.write_text(text)
    assert mistakes and all(i["health"] == "problem" for i in mistakes), mistakes


CASES = [nothing_configured, the_sandbox_is_suggested, all_is_well, tokens_are_judged, what_is_no_interface_is_not_fine,
         helpers_that_fail_are_told, faults_are_told_and_not_fatal, silence_ends_in_time,
         stages_are_told_apart, the_clock_is_compared, this_machine_is_looked_at, one_part_is_looked_at, everything_broken_at_once]

if __name__ == "__main__":
    run_cases(CASES, lambda: Bench(sys.argv[1], sys.argv[2]))
