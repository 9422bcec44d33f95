# How the demos begin, speak and end: what is told, what is typed, and what may fail as a part of the story. Sourced.
# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' plain=$'\e[0m'; else bold='' dim='' green='' plain=''; fi
tell() { printf '\n%s# %s%s\n' "$dim" "$*" "$plain"; }
show() { printf '%s$ %s%s%s\n' "$green" "$plain$bold" "$*" "$plain"; }
# Shows a command and runs it; a failure is part of the story only where `may_fail` says so.
type_() { show "$*"; "$@"; }
may_fail() { show "$*"; "$@" || printf '%s(exit code %s)%s\n' "$dim" "$?" "$plain"; }

read_options() { # BUILD_FOLDER [--once]
  build=$(cd "$1" && pwd)
  once=no
  case "${2:-}" in
    '') ;;
    --once) once=yes ;;
    *) echo "demo: unknown option '$2'; --once ends after the story" >&2; exit 2 ;;
  esac
}
# A home of its own: the demo neither reads nor writes yours. Goes with the demo, after clean_up has run.
own_home() {
  place=$(mktemp -d "${TMPDIR:-/tmp}/chatops-demo.XXXXXX")
  trap leave EXIT
  trap 'exit 130' INT TERM
  mkdir "$place/bin"
  export HOME=$place XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state XDG_CACHE_HOME=$place/cache
  export PATH=$build/apps/chatops:$build/apps/sandbox:$place/bin:$PATH GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1
  local variable
  for variable in CI $(compgen -e CHATOPS_) $(compgen -e HELM_); do unset "$variable"; done
}
leave() {
  trap '' INT TERM
  clean_up
  rm -rf "$place"
}
