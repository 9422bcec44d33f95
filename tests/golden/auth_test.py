#!/usr/bin/env python3
# Tokens and passwords: tried before they are kept, kept where nobody else reads, used, listed, removed. With the real programs against
# the sandbox, and, where the machine has one, a real secret service.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import pty
import shutil
import stat
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from harness import Bench, run_cases  # noqa: E402
from needs import skip_part  # noqa: E402

REGISTRY = "acme-docker.pkg.coding.net"


class AuthBench(Bench):
    """A user who has configured nothing but where the simulated systems answer."""

    def __init__(self, *words):
        super().__init__(*words)
        self.environment |= {"CHATOPS_CODING_URL": self.url, "CHATOPS_CODING_TEAM": "acme"}
        for host, where in self.control_file["registries"].items():
            suffix = host.upper().replace(".", "_").replace("-", "_")
            self.environment[f"CHATOPS_REGISTRY_URL_{suffix}"] = where["url"]
        for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "CI"):
            self.environment.pop(name, None)
        self.config = self.folder / "config" / "chatops"
        self.kept = self.config / "credentials.yaml"

    def configure(self, **_):
        self.config = self.folder / "config" / "chatops"
        self.config.mkdir(parents=True, exist_ok=True)

    def give(self, secret, *words, **extra):
        """Runs with the secret on standard input."""
        done = subprocess.run(self.command(*words), env=self.environment | extra, input=secret, capture_output=True, text=True,
                              timeout=60, cwd=self.folder)
        assert secret.strip() == "" or secret.strip() not in done.stdout + done.stderr, f"{words} printed the secret"
        return done

    def forget(self):
        self.run("auth", "logout", "coding")
        self.kept.unlink(missing_ok=True)

    def secrets(self):
        return [token["secret"] for token in self.control_file["tokens"].values()]


def item(document, **wanted):
    found = [i for i in document["items"] if all(i[k] == v for k, v in wanted.items())]
    assert len(found) == 1, f"{wanted} in {document}"
    return found[0]


def login_keeps_what_works(bench):
    done = bench.give(f"  {bench.token('personal')}\n", "auth", "login", "coding", "-o", "json")
    assert done.returncode == 0, done
    told = json.loads(done.stdout)
    assert told["state"] == "works" and told["team"] == "acme" and told["who"], told
    assert told["kept_in"] == "file" and told["place"] == str(bench.kept), told
    access = {use["use"]: use["access"] for use in told["uses"]}
    assert access["tracker"] == access["git"] == access["artifacts"] == access["cd"] == "granted", access
    assert access["ci"] == "missing" and access["cd-trigger"] == "granted", access
    assert stat.S_IMODE(bench.kept.stat().st_mode) == 0o600
    assert bench.ok("iteration", "list").out.count("\n") > 1
    shown = bench.ok("config", "show", "-o", "json").json
    token = next(i for i in shown["items"] if i["name"] == "coding.token")
    assert token["origin"] == "credentials" and token["value"] is None, token
    bench.forget()
    assert not bench.kept.exists()


def refused_is_not_kept(bench):
    for secret, reason in ((bench.token("expired"), "auth_invalid"), ("", "secret_malformed"), ("a\x1bb", "secret_malformed"),
                           ("x" * 70000, "secret_malformed"), ("two\nlines", "secret_malformed")):
        done = bench.give(secret, "auth", "login", "coding", "-o", "json")
        assert done.returncode != 0 and json.loads(done.stdout)["error"]["reason"] == reason, (secret[:20], done)
        assert not bench.kept.exists()
    bench.arm("hang_up", times=0, path="/open-api")
    assert bench.give(bench.token("personal"), "auth", "login", "coding").returncode == 9
    assert not bench.kept.exists()


def never_an_option(bench):
    done = bench.run("auth", "login", "coding", "--token", "x")
    assert done.code == 2, done


def url_is_remembered(bench):
    bare = {"CHATOPS_CODING_URL": "", "CHATOPS_CODING_TEAM": ""}
    assert bench.fails(2, "not_configured", "auth", "login", "coding", **bare)
    done = bench.give(bench.token("personal"), "auth", "login", "coding", "--url", bench.url, **bare)
    assert done.returncode == 0, done
    assert bench.ok("iteration", "list", **bare).out.count("\n") > 1
    # A kept token goes to its own address and to no other.
    other = bench.run("iteration", "list", CHATOPS_CODING_URL="http://127.0.0.1:9")
    assert other.code in (2, 4), other
    bench.forget()


def project_tokens_are_told_apart(bench):
    assert bench.give(bench.token("ci"), "auth", "login", "coding").returncode == 0
    refused = bench.run("deploy", "-e", "s9", "--create", "--dry-run")
    assert "CHATOPS_CODING_CD_TOKEN" in refused.err and "--for cd" in refused.err, refused
    assert bench.give(bench.token("personal"), "auth", "login", "coding", "--for", "cd").returncode == 0
    user = bench.control_file["tokens"]["personal"]["user"]
    for host in bench.control_file["registries"]:
        assert bench.give(bench.token("personal"), "auth", "login", "registry", host, "-u", user).returncode == 0
    bench.ok("deploy", "-e", "s9", "--create", "--dry-run")
    for host in bench.control_file["registries"]:
        bench.ok("auth", "logout", "registry", host)
    status = bench.run("auth", "status", "-o", "json").json
    assert item(status, system="coding", use="cd")["state"] == "works"
    bench.ok("auth", "logout", "coding", "--for", "cd")
    bench.forget()


def status_tells_each(bench):
    bench.forget()
    missing = bench.run("auth", "status", "-o", "json")
    assert missing.code == 4 and item(missing.json, system="coding")["state"] == "missing", missing
    personal = bench.token("personal")
    user = bench.control_file["tokens"]["personal"]["user"]
    assert bench.give(personal, "auth", "login", "registry", REGISTRY, "-u", user).returncode == 0
    fine = bench.run("auth", "status", "-o", "json", CHATOPS_CODING_TOKEN=personal)
    assert fine.code == 0, fine
    coding = item(fine.json, system="coding")
    assert coding["origin"] == "environment" and coding["detail"] == "CHATOPS_CODING_TOKEN" and coding["state"] == "works", coding
    registry = item(fine.json, system="registry", host=REGISTRY)
    assert registry["origin"] == "credentials" and registry["who"] == user and registry["state"] == "works", registry
    expired = bench.run("auth", "status", "-o", "json", CHATOPS_CODING_TOKEN=bench.token("expired"))
    assert expired.code == 4 and item(expired.json, system="coding")["state"] == "refused", expired
    offline = bench.run("auth", "status", "--offline", "-o", "json", CHATOPS_CODING_TOKEN=bench.token("expired"))
    assert offline.code == 0 and item(offline.json, system="coding")["state"] == "unknown", offline
    for run in (fine, bench.run("auth", "status", "-v", CHATOPS_CODING_TOKEN=personal), bench.run("auth", "status", "--lang", "zh")):
        assert not any(secret in run.out + run.err for secret in bench.secrets())
    left = bench.run("auth", "logout", "registry", REGISTRY, CHATOPS_REGISTRY_PASSWORD_ACME_DOCKER_PKG_CODING_NET="x")
    assert left.code == 0 and "CHATOPS_REGISTRY_PASSWORD_ACME_DOCKER_PKG_CODING_NET" in left.err, left


def registries_refuse_too(bench):
    done = bench.give("geheim-7", "auth", "login", "registry", REGISTRY, "-u", "lan", "-o", "json")
    assert done.returncode == 4 and not bench.kept.exists(), done
    assert bench.give("x", "auth", "login", "registry", REGISTRY).returncode == 2


def a_touched_file_is_not_used(bench):
    assert bench.give(bench.token("personal"), "auth", "login", "coding").returncode == 0
    bench.kept.chmod(0o644)
    done = bench.run("iteration", "list")
    assert done.code != 0 and "credentials.yaml" in done.err, done
    bench.kept.chmod(0o600)
    real = bench.kept.rename(bench.folder / "real.yaml")
    bench.kept.symlink_to(real)
    assert bench.run("iteration", "list").code != 0
    bench.kept.unlink()


def a_person_types_without_echo(bench):
    master, slave = pty.openpty()
    process = subprocess.Popen(bench.command("auth", "login", "coding"), env=bench.environment, stdin=slave, stdout=slave, stderr=slave,
                               cwd=bench.folder, start_new_session=True, close_fds=True)
    os.close(slave)
    seen = b""
    while b"):" not in seen:
        seen += os.read(master, 4096)
    time.sleep(0.1)
    os.write(master, bench.token("personal").encode() + b"\n")
    try:
        while piece := os.read(master, 4096):
            seen += piece
    except OSError:
        pass
    assert process.wait(30) == 0, seen
    assert bench.token("personal").encode() not in seen and b"credentials.yaml" in seen, seen
    os.close(master)
    bench.forget()


def a_person_is_asked_for_the_address(bench):
    """Nothing says where CODING is: that is asked for first, then the token."""
    master, slave = pty.openpty()
    environment = bench.environment | {"CHATOPS_CODING_URL": "", "CHATOPS_CODING_TEAM": ""}
    process = subprocess.Popen(bench.command("auth", "login", "coding"), env=environment, stdin=slave, stdout=slave, stderr=slave,
                               cwd=bench.folder, start_new_session=True, close_fds=True)
    os.close(slave)
    seen = b""
    while b"Address of CODING" not in seen or not seen.rstrip(b" ").endswith(b":"):
        seen += os.read(master, 4096)
    os.write(master, bench.url.encode() + b"\n")
    while b"not shown):" not in seen:
        seen += os.read(master, 4096)
    os.write(master, bench.token("personal").encode() + b"\n")
    try:
        while piece := os.read(master, 4096):
            seen += piece
    except OSError:
        pass
    assert process.wait(30) == 0 and bench.token("personal").encode() not in seen, seen
    os.close(master)
    bench.forget()


def a_configuration_without_application_is_fine(bench):
    done = bench.run("config", "check", CHATOPS_APP="")
    assert done.code == 0, done
    named = bench.run("config", "check", "--app", str(bench.folder / "nowhere"))
    assert named.code == 3, named


def the_keyring_keeps_it(bench):
    """A session bus and a keyring of its own, unlocked with a password nobody else uses."""
    missing = [p for p in ("dbus-run-session", "gnome-keyring-daemon", "secret-tool") if not shutil.which(p)]
    if missing:
        return skip_part("keyring", f"{', '.join(missing)} not installed: the keyring is not tried")
    script = bench.folder / "session.sh"
    script.write_text("""set -e
printf 'test' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  printf x | secret-tool store --label probe probe probe 2>/dev/null && break
  sleep 0.2
done
"$CHATOPS" auth login coding -o json < "$TOKEN_FILE"
"$CHATOPS" iteration list -o name
"$CHATOPS" auth status -o json || true
"$CHATOPS" doctor -o json || true
CI=true "$CHATOPS" iteration list -o json || true
"$CHATOPS" auth logout coding -o json
secret-tool lookup service chatops kind coding || true
echo END
""")
    token = bench.folder / "token.txt"
    token.write_text(bench.token("personal"))
    runtime = bench.folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run(["dbus-run-session", "--", "sh", str(script)], cwd=bench.folder, capture_output=True, text=True, timeout=120,
                          env=bench.environment | {"CHATOPS": bench.chatops, "TOKEN_FILE": str(token), "XDG_RUNTIME_DIR": str(runtime),
                                                   "XDG_DATA_HOME": str(bench.folder / "data")})
    assert done.returncode == 0 and done.stdout.endswith("END\n"), done
    assert bench.token("personal") not in done.stdout + done.stderr
    documents, rest = [], done.stdout
    decoder = json.JSONDecoder()
    while (start := rest.find("{")) >= 0:
        document, end = decoder.raw_decode(rest[start:])
        documents.append(document)
        rest = rest[start + end:]
    login, status, doctor, ci, logout = documents
    assert login["kept_in"] == "keyring", login
    assert item(status, system="coding")["origin"] == "keyring" and item(status, system="coding")["state"] == "works", status
    assert item(doctor, check="keyring")["health"] == "ok", doctor
    assert ci["error"]["args"]["why"] == "keyring_ci", ci
    assert logout["removed"] == ["keyring"], logout


CASES = [login_keeps_what_works, refused_is_not_kept, never_an_option, url_is_remembered, project_tokens_are_told_apart,
         status_tells_each, registries_refuse_too, a_touched_file_is_not_used, a_person_types_without_echo, a_person_is_asked_for_the_address,
         a_configuration_without_application_is_fine, the_keyring_keeps_it]

if __name__ == "__main__":
    run_cases(CASES, lambda: AuthBench(sys.argv[1], sys.argv[2]))
