#!/usr/bin/env bash
# The classroom of docs/examples on a real Kubernetes, without CODING: the engine `helm` deploys it to real pods behind the ingress.
# Every command is shown as a user would type it, with its real output. Afterwards the environment stays up; Ctrl-C takes it away.
# With --once it goes after the story.
#
# Usage: demo_cluster.sh BUILD_FOLDER [--once]
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=apps/sandbox/demo_words.sh
. "$here/demo_words.sh"
read_options "$@"

# ---- what must be there ----
missing() { echo "demo --cluster: $*" >&2; exit 1; }
kubeconfig=${CHATOPS_TEST_KUBECONFIG:-${KUBECONFIG:-}}
registry=${CHATOPS_TEST_REGISTRY:-}
ingress=${CHATOPS_TEST_INGRESS:-}
[ -n "$kubeconfig" ] || missing 'no cluster: set KUBECONFIG'
[ -n "$registry" ] || missing 'no registry: set CHATOPS_TEST_REGISTRY to a HOST:PORT that this machine and the nodes reach over http'
[ -n "$ingress" ] || missing 'no ingress: set CHATOPS_TEST_INGRESS to the URL of the ingress controller'
helm=${CHATOPS_TEST_HELM:-$(command -v helm || true)}
[ -n "$helm" ] || missing 'helm is not installed'
for program in kubectl busybox curl; do command -v "$program" >/dev/null || missing "$program is not installed"; done
export KUBECONFIG=$kubeconfig
kubectl version --request-timeout=5s >/dev/null 2>&1 || missing "the cluster of $KUBECONFIG does not answer"

name=chatops-demo-$$
clean_up() { (cd "$place/classroom" 2>/dev/null && chatops env delete s42 --confirm s42 >/dev/null 2>&1) || true; }
own_home
ln -s "$helm" "$place/bin/helm"
export CHATOPS_TEST_REGISTRY=$registry

# A build machine: an image with one page, in the registry that the nodes pull from.
image() { # COMPONENT TAG [--crash]
  local page=$1' '$2 command=(busybox httpd -f -p 8080 -h /www)
  [ "${3:-}" != --crash ] || command=(sh -c 'echo "cannot reach classroom-db:5432" >&2; exit 3')
  python3 "$here/../../tests/support/push_busybox.py" "$name/$1:$2" "www/index.html=$page" "www/$1=$page" -- "${command[@]}" >/dev/null
  printf '%s  built %s %s%s\n' "$dim" "$1" "$2" "$plain"
}
# What the ingress says for the environment's address.
visit() { # PATH
  show "curl http://s42.$name.example.com$1"
  for _ in $(seq 1 40); do
    if curl -sf --noproxy '*' -H "Host: s42.$name.example.com" "${ingress%/}$1"; then return 0; fi
    sleep 0.25
  done
  echo 'no answer'; return 1
}

tell 'The application: the online classroom, with helm as its engine instead of a CODING pipeline'
cp -r "$here/../../docs/examples/classroom" "$place/classroom"
cd "$place/classroom"
python3 - "$registry" "$name" <<'EOF'
import re, sys
registry, name = sys.argv[1:]
text = open("chatops.yaml").read()
text = text.replace("acme-docker.pkg.coding.net/classroom/images/{component}", f"{registry}/{name}/{{component}}")
text = text.replace("repository: https://acme-helm.pkg.coding.net/classroom/charts", f"oci: {registry}/{name}")
text = text.replace('"{application}-{env}"', f'"{name}-{{env}}"').replace("{env}.classroom.example.com", f"{{env}}.{name}.example.com")
text = text.replace('"https://{domain}/"', '"http://{domain}/"')
text = re.sub(r"\ndeploy:\n.*", '\ndeploy:\n  engine: helm\n  timeout: 30s\n  extra: {domain: "{domain}"}\n', text, flags=re.S)
open("chatops.yaml", "w").write(text)
EOF
mkdir -p "$XDG_CONFIG_HOME/chatops"
cat >"$XDG_CONFIG_HOME/chatops/config.yaml" <<EOF
profiles:
  default:
    registries: {"$registry": {url: "http://$registry", plain_http: true}}
EOF
type_ tail -n 4 chatops.yaml

tell 'Its chart and a first build of every component, in the registry'
helm package chart -d "$place" >/dev/null
helm push "$place"/classroom-*.tgz "oci://$registry/$name" --plain-http >/dev/null 2>&1
for component in portal live chat gateway grading notify jobs; do image "$component" main-1-0a1b2c3; done

tell 'Is the cluster ready for it?'
may_fail chatops doctor kube

tell 'An environment: first what would happen, then for real'
type_ chatops deploy -e s42 --create --dry-run
type_ chatops deploy -e s42 --create --yes --wait
type_ chatops env use s42
type_ kubectl get pods -n "$name-s42"
visit /
visit /chat

tell 'A newer build: which objects would change?'
image chat main-2-4d5e6f7
may_fail chatops deploy --diff
type_ chatops deploy --yes --wait
visit /chat

tell 'A bad day: a build whose container crashes. The first line names the cause'
image chat main-3-8a9b0c1 --crash
may_fail chatops deploy --yes --wait
type_ chatops env show --no-wait
type_ chatops env events chat --warnings

tell 'Back to what worked; inside the container, and what happened so far'
type_ chatops rollback --yes --wait
visit /chat
type_ chatops env exec chat -- cat /www/chat
type_ chatops env history

if [ "$once" = yes ]; then
  tell 'And away with it: the release, and the namespace that belongs to it'
  type_ chatops env delete s42 --confirm s42
  show "kubectl get namespace $name-s42"
  kubectl get namespace "$name-s42" 2>&1 || true
  exit 0
fi
cat <<EOF

${bold}The environment stays up until you press Ctrl-C.${plain} Try next, in another terminal:

  export HOME=$HOME XDG_CONFIG_HOME=$XDG_CONFIG_HOME XDG_STATE_HOME=$XDG_STATE_HOME XDG_CACHE_HOME=$XDG_CACHE_HOME
  export KUBECONFIG=$KUBECONFIG PATH=$build/apps/chatops:$place/bin:\$PATH; cd $place/classroom

  chatops env show
  chatops env exec chat -- sh               a shell in the container
  chatops env port-forward chat :8080       its port on this machine
  chatops env logs chat -f
EOF
while sleep 3600; do :; done
