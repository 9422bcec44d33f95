#!/usr/bin/env python3
# --trace shows every call of a whole deployment, and no secret of any kind: not the one from a file, the environment,
# Docker's configuration or an address, and not the tokens that a registry hands out.
# SPDX-License-Identifier: Apache-2.0
import base64
import json
import re
import sys

from harness import World


def check(what, condition, seen):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{seen}")


def secrets_of(world):
    """Each secret of the sandbox, and what it looks like when it travels."""
    state = json.loads((world.home / ".local/state/chatops/sandbox/control.json").read_text())
    out = {state["control_token"]}
    for token in state["tokens"].values():
        out.add(token["secret"])
        out.add(base64.b64encode(f"{token.get('user', '')}:{token['secret']}".encode()).decode())
    return state, {secret for secret in out if len(secret) > 5}


def main():
    with World(sys.argv[1], sys.argv[2]) as world:
        state, secrets = secrets_of(world)
        token = state["tokens"]["personal"]
        docker = world.home / ".docker"
        docker.mkdir()
        auth = base64.b64encode(f"{token['user']}:{token['secret']}".encode()).decode()
        (docker / "config.json").write_text(json.dumps({"auths": {host: {"auth": auth} for host in state["registries"]}}))
        ways = [
            {},
            {"CHATOPS_CODING_TOKEN": token["secret"], "CODING_TOKEN": token["secret"]},
            {"DOCKER_CONFIG": str(docker),
             "CHATOPS_APP": f"{state['url']}/git/acme/classroom/deploy.git".replace(
                 "//", f"//{token['user']}:{token['secret']}@")},
        ]
        for number, variables in enumerate(ways):
            name = f"s{42 + number}"
            done = world.run(["deploy", "-e", name, "--create", "--yes", "--trace"], **variables)
            text = done.stdout + done.stderr
            check("the deployment is traced", "> POST " in text and "< 200" in text, text[:4000])
            for secret in secrets:
                check("a secret is shown", secret not in text, text)
            check("no authorization, no cookie", not re.search(r"(?im)^[<>] (authorization|cookie|set-cookie|www-authenticate):", text), "")
            check("no token of a registry", not re.search(r'"(access_)?token":"(?!\*\*\*)', text), "")
            check("no JWT", not re.search(r"\beyJ[\w-]{10,}\.", text), "")
            check("no user in an address", not re.search(r"://[^/\s\"]*@", text), "")
            if number == 0:
                check("it ends well", done.returncode == 0, text[-2000:])
        quiet = world.run(["iteration", "list", "--verbose"])
        check("--verbose shows calls without what they carry", "coding." in quiet.stderr and "\n> " not in quiet.stderr, quiet.stderr)
        piped = world.run(["iteration", "list", "--trace", "-o", "json"])
        check("standard output stays JSON", json.loads(piped.stdout)["kind"] == "iterations", piped.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
