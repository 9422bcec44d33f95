#!/usr/bin/env bash
# The main job from nothing, played in this terminal against the sandbox: every command is shown as a user would type it,
# with its real output. Afterwards the sandbox stays up; Ctrl-C ends it and leaves nothing behind. With --once it ends after the story.
#
# Usage: demo.sh BUILD_FOLDER [--once]
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

# shellcheck source=apps/sandbox/demo_words.sh
. "$(dirname "${BASH_SOURCE[0]}")/demo_words.sh"
read_options "$@"

server=
clean_up() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  chatops sandbox stop >/dev/null 2>&1 || true
}
own_home

# Edits one file of a checkout and pushes it, as a developer would.
push() { # FOLDER BRANCH MESSAGE
  show "git commit -am '$3' && git push"
  echo "$(date +%s%N) $3" >>"$1/CHANGES"
  git -C "$1" checkout -q "$2"
  git -C "$1" add -A
  git -C "$1" -c user.name='Lin Wei' -c user.email=linwei@acme.example commit -q -m "$3"
  git -C "$1" push -q origin "$2"
}
# Waits until the newest artifact of chat on a branch is another one than $2.
newest() { chatops artifact list chat --branch "$1" --limit 1 -o name 2>/dev/null | head -1; }
arrived() { # BRANCH BEFORE
  printf '%s  the build machine works' "$dim"
  for _ in $(seq 1 240); do
    [ "$(newest "$1")" = "$2" ] || { printf ': %s%s\n' "$(newest "$1")" "$plain"; return 0; }
    printf '.'; sleep 0.25
  done
  printf ': no artifact arrived%s\n' "$plain"; return 1
}

tell 'A CODING, a registry, a git host, a build machine and a CD engine, all on this machine'
type_ chatops sandbox start --write-profile
export CHATOPS_PROFILE=sandbox
show 'export CHATOPS_PROFILE=sandbox'

tell 'The application: an online classroom. Its repository holds chatops.yaml, the chart and the values'
application=$(sed -n 's/.*"application": "\(.*\)".*/\1/p' "$XDG_STATE_HOME"/chatops/sandbox/control.json)
credentials=$(python3 - "$XDG_STATE_HOME/chatops/sandbox/control.json" <<'EOF'
import json, sys
token = json.load(open(sys.argv[1]))["tokens"]["personal"]
print(f"{token['user']}:{token['secret']}")
EOF
)
git config --global credential.helper store
git config --global init.defaultBranch main
umask 077
printf '%s\n' "${application%%/git/*}" | sed "s#//#//$credentials@#" >"$HOME/.git-credentials"
cd "$place"
type_ git clone -q "$application" classroom
type_ cd classroom

tell 'What does the team work on?'
type_ chatops iteration list
type_ chatops iteration show 42

tell 'An environment for the iteration: first what would happen, then for real'
type_ chatops deploy -e s42 --create --iteration 42 --dry-run
type_ chatops deploy -e s42 --create --iteration 42 --yes --wait
type_ chatops env use s42

address=$(chatops env show -o json | python3 -c 'import json,sys; print(json.load(sys.stdin)["address"])')
tell "The environment answers at $address"
type_ curl -s "$address"

tell 'A developer pushes to a feature branch; the build machine makes an image of it'
git clone -q "${application%/*}/chat.git" "$place/chat"
git -C "$place/chat" checkout -q feature/breakout-rooms
before=$(newest feature/breakout-rooms)
push "$place/chat" feature/breakout-rooms 'Rooms can be named'
arrived feature/breakout-rooms "$before"

tell 'The environment follows that branch from now on'
type_ chatops branch chat feature/breakout-rooms
type_ chatops deploy --yes --wait
type_ curl -s "$address"

tell 'A newer build arrives: what would it change?'
before=$(newest feature/breakout-rooms)
push "$place/chat" feature/breakout-rooms 'Rooms can be closed'
arrived feature/breakout-rooms "$before"
type_ chatops deploy --dry-run
type_ chatops deploy --yes --wait

tell 'A bad day: a build whose container crashes. The first line names the cause'
before=$(newest feature/breakout-rooms)
push "$place/chat" feature/breakout-rooms 'Reconnect faster [crash]'
arrived feature/breakout-rooms "$before"
may_fail chatops deploy --yes --wait

tell 'Back to what worked, and what happened so far'
type_ chatops rollback --yes --wait
type_ chatops env history
type_ chatops env show

tell 'The same for a whole team: a server gives every iteration its chat group, and updates environments by itself'
cat >"$place/server.yaml" <<EOF
listen: 127.0.0.1:0
applications: [$application]
hooks:
  classroom: {project: classroom, token: {file: $place/hook-token}}
people:
  - {login: chenjia, name: 陈嘉, email: chenjia@acme.example}
  - {login: linxiao, name: 林晓, email: linxiao@acme.example}
  - {login: wangning, name: 王宁, email: wangning@acme.example}
auto_update: {settle: 1s}
retire: {grace: 5s, apart: 2s}
EOF
python3 -c 'import secrets; print(secrets.token_hex(16))' >"$place/hook-token"
show "chatops serve --config server.yaml &"
chatops serve --config "$place/server.yaml" >"$place/serve.out" 2>"$place/serve.log" &
server=$!
for _ in $(seq 1 240); do
  chatops serve status >/dev/null 2>&1 && break
  kill -0 "$server" 2>/dev/null || { cat "$place/serve.log" >&2; exit 1; }
  sleep 0.25
done
type_ chatops serve setup-hooks
show 'chatops serve login chenjia'
link=$(chatops serve login chenjia -q)
python3 "$(dirname "${BASH_SOURCE[0]}")/demo_chat.py" "$XDG_STATE_HOME/chatops/sandbox/control.json" "$link"
type_ chatops serve status

[ "$once" = no ] || exit 0
link=$(chatops serve login linxiao -q)
cat <<EOF

${bold}The sandbox and the server stay up until you press Ctrl-C.${plain} Try next, in another terminal:

  export HOME=$HOME XDG_CONFIG_HOME=$XDG_CONFIG_HOME XDG_STATE_HOME=$XDG_STATE_HOME XDG_CACHE_HOME=$XDG_CACHE_HOME
  export PATH=$build/apps/chatops:\$PATH CHATOPS_PROFILE=sandbox; cd $place/classroom

  chatops artifact list                     what could be deployed
  chatops deploy chat@main                  shows what changes, and asks
  chatops deploy -e try --create            another environment
  chatops env values                        the merged values and the file each came from
  chatops env export                        the one helm command that does the same without us
  chatops help deploy

  ${address} in a browser shows what runs there.
  $link
                                            the chat page, as Lin; create iterations and push at ${application%%/git/*}
EOF
while sleep 3600; do :; done
