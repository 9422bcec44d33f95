// Small repositories, each in the shape of many public ones: how people write images into charts,
// what else lies beside them, and what a first chatops.yaml is to say of them. What is said is
// compared by a unit test; that it brings the right image, with the real helm.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace chatops::test {

struct WantedComponent {
  std::string name, image;
  std::string paths;  ///< "tag=…, repository=…" in the order of the schema
};

struct SampleRepository {
  std::string shape;
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<WantedComponent> components;
  std::vector<std::string> others;   ///< images of others, by component
  std::vector<std::string> unclear;  ///< "path why"
  bool renders = true;               ///< false where the chart needs what is not here
};

inline std::string container(const std::string& image) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n"
         "      image: " +
         image + "\n";
}

inline std::string about(const std::string& name, const std::string& more = "") {
  return "apiVersion: v2\nname: " + name + "\nversion: 0.3.1\nappVersion: \"1.16.0\"\n" + more;
}

inline std::vector<SampleRepository> sample_repositories() {
  std::vector<SampleRepository> out;
  out.push_back(
      {"helm create",
       {{"Chart.yaml", about("shop")},
        {"values.yaml", "image:\n  repository: nginx\n  pullPolicy: IfNotPresent\n  tag: \"\"\n"},
        {"templates/a.yaml",
         container("\"{{ .Values.image.repository }}:{{ .Values.image.tag | default "
                   ".Chart.AppVersion }}\"")}},
       {{"shop", "docker.io/library/nginx", "tag=image.tag, repository=image.repository"}}});
  out.push_back(
      {"{registry, image, tag, digest}",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "controller:\n  image:\n    registry: r.test\n    image: shop/controller\n    tag: v1\n"
         "    digest: sha256:1111\n    # repository:\n"},
        {"templates/a.yaml",
         container("\"{{ with .Values.controller.image }}{{ .registry }}/{{ .image }}:{{ .tag "
                   "}}{{ if .digest }}@{{ .digest }}{{ end }}{{ end }}\"")}},
       {{"controller", "r.test/shop/controller",
         "tag=controller.image.tag, repository=controller.image.image, "
         "digest=controller.image.digest, registry=controller.image.registry"}}});
  out.push_back(
      {"{repository, name, tag}: two pieces of one name",
       {{"Chart.yaml", about("shop")},
        {"values.yaml", "image: {repository: r.test/shop, name: api, tag: v1}\n"},
        {"templates/a.yaml", container("{{ .Values.image.repository }}/{{ .Values.image.name "
                                       "}}:{{ .Values.image.tag }}")}},
       {{"shop", "r.test/shop/api", "tag=image.tag"}}});
  out.push_back({"{repository, name, tag}: the name is only the container's",
                 {{"Chart.yaml", about("shop")},
                  {"values.yaml", "image: {repository: r.test/shop/api, name: main, tag: v1}\n"},
                  {"templates/a.yaml",
                   container("\"{{ .Values.image.repository }}:{{ .Values.image.tag }}\"") +
                       "      env: [{name: N, value: {{ .Values.image.name }}}]\n"}},
                 {{"shop", "r.test/shop/api", "tag=image.tag, repository=image.repository"}}});
  out.push_back(
      {"{repo, tag}",
       {{"Chart.yaml", about("shop")},
        {"values.yaml", "api: {image: {repo: r.test/shop/api, tag: v1}}\n"},
        {"templates/a.yaml",
         container("{{ printf \"%s:%s\" .Values.api.image.repo .Values.api.image.tag | quote }}")}},
       {{"api", "r.test/shop/api", "tag=api.image.tag, repository=api.image.repo"}}});
  out.push_back(
      {"image and imageVersion",
       {{"Chart.yaml", about("shop")},
        {"values.yaml", "image: shopco/api\nimageVersion: 1.2.0\n"},
        {"templates/a.yaml", container("{{ .Values.image }}:{{ .Values.imageVersion }}")}},
       {{"shop", "docker.io/shopco/api", "tag=imageVersion, repository=image"}}});
  out.push_back(
      {"images.NAME: {repository, tag}",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "images:\n  pullPolicy: Always\n  api: {repository: r.test/shop/api, tag: v1}\n"
         "  web: {repository: r.test/shop/web, tag: v1}\n"},
        {"templates/a.yaml", container("{{ .Values.images.api.repository }}:{{ "
                                       ".Values.images.api.tag }}")},
        {"templates/b.yaml", container("{{ .Values.images.web.repository }}:{{ "
                                       ".Values.images.web.tag }}")}},
       {{"api", "r.test/shop/api", "tag=images.api.tag, repository=images.api.repository"},
        {"web", "r.test/shop/web", "tag=images.web.tag, repository=images.web.repository"}}});
  out.push_back(
      {"images.NAME: one text",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "images:\n  api: r.test/shop/api:v1\n  web: \"r.test/shop/web:v1\"\n  pull: Always\n"},
        {"templates/a.yaml", container("{{ .Values.images.api }}")},
        {"templates/b.yaml", container("{{ .Values.images.web | quote }}")}},
       {{"api", "r.test/shop/api", "image=images.api"},
        {"web", "r.test/shop/web", "image=images.web"}}});
  out.push_back({"images.tags.NAME",
                 {{"Chart.yaml", about("shop")},
                  {"values.yaml",
                   "images:\n  tags:\n    api: docker.io/shop/api:v1\n  pull_policy: Always\n"},
                  {"templates/a.yaml", container("{{ .Values.images.tags.api }}")}},
                 {{"api", "docker.io/shop/api", "image=images.tags.api"}}});
  out.push_back({"image.NAME",
                 {{"Chart.yaml", about("shop")},
                  {"values.yaml",
                   "image:\n  pullPolicy: Always\n  api: {repository: r.test/shop/api, tag: v1}\n"
                   "  init: {repository: busybox, tag: '1'}\n"},
                  {"templates/a.yaml",
                   container("{{ .Values.image.api.repository }}:{{ .Values.image.api.tag }}")},
                  {"templates/b.yaml",
                   container("{{ .Values.image.init.repository }}:{{ .Values.image.init.tag }}")}},
                 {{"api", "r.test/shop/api", "tag=image.api.tag, repository=image.api.repository"}},
                 {"init"}});
  out.push_back(
      {"imageRepository and imageTag",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "api: {imageRepository: r.test/shop/api, imageTag: v1}\n"
         "webImageRepository: r.test/shop/web\nwebImageTag: v1\n"},
        {"templates/a.yaml",
         container("{{ .Values.api.imageRepository }}:{{ .Values.api.imageTag }}")},
        {"templates/b.yaml", container("{{ .Values.webImageRepository }}:{{ .Values.webImageTag "
                                       "}}")}},
       {{"web", "r.test/shop/web", "tag=webImageTag, repository=webImageRepository"},
        {"api", "r.test/shop/api", "tag=api.imageTag, repository=api.imageRepository"}}});
  out.push_back(
      {"a digest beside the tag",
       {{"Chart.yaml", about("shop")},
        {"values.yaml", "image: {repository: r.test/shop/api, tag: v1, digest: 'sha256:2222'}\n"},
        {"templates/a.yaml",
         container("\"{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ "
                   ".Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}\"")}},
       {{"shop", "r.test/shop/api",
         "tag=image.tag, repository=image.repository, digest=image.digest"}}});
  out.push_back(
      {"whole references in one text",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "api: {image: 'r.test/shop/api:v1'}\nworkerImage: r.test/shop/worker@sha256:3333\n"},
        {"templates/a.yaml", container("{{ .Values.api.image }}")},
        {"templates/b.yaml", container("{{ .Values.workerImage }}")}},
       {{"worker", "r.test/shop/worker", "image=workerImage"},
        {"api", "r.test/shop/api", "image=api.image"}}});
  out.push_back(
      {"an empty registry key",
       {{"Chart.yaml", about("shop")},
        {"values.yaml", "image: {registry: '', repository: shop/api, tag: v1}\n"},
        {"templates/a.yaml",
         container("\"{{ if .Values.image.registry }}{{ .Values.image.registry }}/{{ end }}{{ "
                   ".Values.image.repository }}:{{ .Values.image.tag }}\"")}},
       {{"shop", "docker.io/shop/api",
         "tag=image.tag, repository=image.repository, registry=image.registry"}}});
  out.push_back(
      {"an empty global registry over everybody's own",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "global: {imageRegistry: ''}\n"
         "api: {image: {registry: r.test, repository: shop/api, tag: v1}}\n"},
        {"templates/_helpers.tpl",
         "{{- define \"image\" -}}{{- $registry := .image.registry -}}{{- if and .global "
         ".global.imageRegistry }}{{ $registry = .global.imageRegistry }}{{ end -}}"
         "{{- printf \"%s/%s:%s\" $registry .image.repository (.image.tag | toString) -}}{{- end "
         "-}}\n"},
        {"templates/a.yaml",
         container("{{ include \"image\" (dict \"image\" .Values.api.image \"global\" "
                   ".Values.global) }}")}},
       {{"api", "r.test/shop/api", "tag=api.image.tag"}}});
  out.push_back(
      {"a global registry with a folder",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "global: {registry: r.test/mirror/}\napi: {image: {repository: shop/api, tag: v1}}\n"},
        {"templates/a.yaml", container("{{ .Values.global.registry }}{{ "
                                       ".Values.api.image.repository }}:{{ .Values.api.image.tag "
                                       "}}")}},
       {{"api", "r.test/mirror/shop/api", "tag=api.image.tag"}}});
  out.push_back(
      {"one prefix and one version for all",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "images: {repository: r.test/shop, tag: v1}\nfrontend: {name: front}\n"
         "imageTag: v3\napi: {image: r.test/shop/api}\nweb: {image: r.test/shop/web}\n"},
        {"templates/a.yaml", container("{{ .Values.images.repository }}/{{ .Values.frontend.name "
                                       "}}:{{ .Values.images.tag }}")},
        {"templates/b.yaml", container("{{ .Values.api.image }}:{{ .Values.imageTag }}")},
        {"templates/c.yaml", container("{{ .Values.web.image }}:{{ .Values.imageTag }}")}},
       {},
       {},
       {"images.repository parts", "imageTag shared_version", "imageTag shared_version"}});
  out.push_back(
      {"a version that the templates decorate",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "api: {image: {repository: r.test/shop/api, tag: 1.2.0}}\n"
         "web: {image: {repository: r.test/shop/web, tag: v1}}\n"
         "db: {image: {repository: r.test/shop/db, tag: v1, sha: abc}}\n"
         "old: {image: r.test/shop/old}\n"},
        {"templates/a.yaml",
         container("{{ .Values.api.image.repository }}:v{{ .Values.api.image.tag }}")},
        {"templates/b.yaml",
         container("{{ .Values.web.image.repository }}:{{ .Values.web.image.tag "
                   "}}-alpine")},
        {"templates/c.yaml", container("{{ .Values.db.image.repository }}:{{ .Values.db.image.tag "
                                       "}}@sha256:{{ .Values.db.image.sha }}")},
        {"templates/d.yaml", container("{{ .Values.old.image }}:{{ .Chart.AppVersion }}")}},
       {},
       {},
       {"api.image.repository decorated", "web.image.repository decorated",
        "db.image.repository decorated", "old.image no_version"}});
  out.push_back(
      {"a tag that only the templates name",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "api:\n  image:\n    repository: r.test/shop/api\n    # tag: v1\n"
         "web: {image: {repository: r.test/shop/web}}\nweb2: {version: v9}\n"},
        {"templates/a.yaml", container("{{ .Values.api.image.repository }}:{{ "
                                       ".Values.api.image.tag | default .Chart.AppVersion }}")},
        {"templates/b.yaml", container("{{ .Values.web.image.repository }}:{{ "
                                       ".Values.web2.version }}")}},
       {{"api", "r.test/shop/api", "tag=api.image.tag, repository=api.image.repository"},
        {"web", "r.test/shop/web", "tag=web2.version, repository=web.image.repository"}}});
  out.push_back(
      {"a helper that takes everything apart, and an image that no value sets",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "api: {image: {registry: r.test, repository: shop/api, tag: v1, digest: ''}}\n"
         "web: {image: {repository: r.test/shop/web, tag: '1.2'}}\n"},
        {"templates/_image.tpl",
         "{{- define \"shop.image\" -}}\n{{- $registryName := .imageRoot.registry -}}\n"
         "{{- $repositoryName := .imageRoot.repository -}}\n{{- $separator := \":\" -}}\n"
         "{{- $termination := .imageRoot.tag | toString -}}\n{{- if .imageRoot.digest }}\n"
         "    {{- $separator = \"@\" -}}\n    {{- $termination = .imageRoot.digest | toString -}}\n"
         "{{- end -}}\n{{- if $registryName }}\n    {{- printf \"%s/%s%s%s\" $registryName "
         "$repositoryName $separator $termination -}}\n{{- else -}}\n    {{- printf \"%s%s%s\"  "
         "$repositoryName $separator $termination -}}\n{{- end -}}\n{{- end -}}\n"
         "{{- define \"web.tag\" -}}{{ printf \"v%s\" .Values.web.image.tag }}{{- end -}}\n"},
        {"templates/a.yaml", container("{{ include \"shop.image\" (dict \"imageRoot\" "
                                       ".Values.api.image) }}")},
        {"templates/b.yaml",
         container("{{ .Values.web.image.repository }}:{{ include \"web.tag\" . "
                   "}}")},
        {"templates/c.yaml", container("busybox:1.36")},
        {"templates/tests/t.yaml", container("busybox")}},
       {{"api", "r.test/shop/api",
         "tag=api.image.tag, repository=api.image.repository, digest=api.image.digest, "
         "registry=api.image.registry"}},
       {},
       {"image in_template", "web.image.repository decorated"}});
  out.push_back(
      {"names and versions with more in front of them, and fallbacks",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "global: {tag: v1}\n"
         "api: {image: {repository: api, tag: v1}}\n"
         "web: {image: {repository: r.test/shop/web, flavor: slim, version: v1}}\n"
         "jobs: {image: {repository: r.test/shop/jobs, tag: v2}}\n"
         "mail: {image: {repo: shop, version: v2}}\n"},
        {"templates/a.yaml", container("\"r.test/shop/{{ .Values.api.image.repository }}:{{ "
                                       ".Values.api.image.tag }}\"")},
        {"templates/b.yaml",
         container("\"{{ .Values.web.image.repository }}:{{ .Values.web.image.flavor | required "
                   "\"flavor\" }}-{{ default .Chart.Version .Values.web.image.version }}\"")},
        {"templates/c.yaml", container("{{ .Values.jobs.image.repository }}:{{ default "
                                       ".Values.global.tag .Values.jobs.image.tag }}")},
        {"templates/d.yaml", container("{{ .Values.mail.image.repo }}/rs-mail:{{ "
                                       ".Values.mail.image.version }}")}},
       {{"api", "r.test/shop/api", "tag=api.image.tag"},
        {"jobs", "r.test/shop/jobs", "tag=jobs.image.tag, repository=jobs.image.repository"}},
       {},
       {"web.image.repository decorated", "mail.image.repo parts"}});
  out.push_back({"a registry that is no image's, and one with a scheme",
                 {{"Chart.yaml", about("shop")},
                  {"values.yaml",
                   "schemaRegistry: schema.test:8081\n"
                   "api: {image: {repository: r.test/shop/api, tag: v1}}\n"
                   "far: {registry: 'https://r.test', image: {repository: shop/far, tag: v1}}\n"},
                  {"templates/a.yaml", container("{{ .Values.api.image.repository }}:{{ "
                                                 ".Values.api.image.tag }}")}},
                 {{"api", "r.test/shop/api", "tag=api.image.tag, repository=api.image.repository"}},
                 {},
                 {"far.image.repository parts"}});
  out.push_back(
      {"images in lists",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "image: {repository: r.test/shop/api, tag: v1}\n"
         "sidecars:\n  - {name: proxy, image: 'envoy:1'}\n"
         "services:\n  - name: a\n    image: {repository: r.test/shop/a, tag: v1}\n"
         "extraImages: [redis:7]\n"},
        {"templates/a.yaml", container("{{ .Values.image.repository }}:{{ .Values.image.tag }}")}},
       {{"shop", "r.test/shop/api", "tag=image.tag, repository=image.repository"}},
       {},
       {"sidecars[0].image in_list", "services[0].image.repository in_list",
        "extraImages[0] in_list"}});
  out.push_back({"charts that are packed, absent, or beside",
                 {{"deploy/Chart.yaml",
                   about("all",
                         "dependencies:\n  - {name: redis, version: 17.0.0, repository: "
                         "'https://charts.test'}\n"
                         "  - {name: gone, version: 1.0.0, repository: 'https://charts.test'}\n"
                         "  - {name: api, version: 1.0.0, repository: 'file://../api'}\n")},
                  {"deploy/charts/redis-17.0.0.tgz", "not really"},
                  {"deploy/values.yaml", "redis: {image: {repository: bitnami/redis, tag: '7'}}\n"},
                  {"api/Chart.yaml", about("api")},
                  {"api/values.yaml", "image: {repository: r.test/shop/api, tag: v1}\n"},
                  {"api/templates/a.yaml",
                   container("{{ .Values.image.repository }}:{{ .Values.image.tag }}")}},
                 {{"api", "r.test/shop/api", "tag=api.image.tag, repository=api.image.repository"}},
                 {"redis"},
                 {"redis chart_packed", "gone chart_absent"},
                 false});
  out.push_back(
      {"values that a template makes",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "{{- if true }}\napi: {image: {repository: r.test/shop/api, tag: v1}}\n{{- end }}\n"
         "web:\n  image: {{ .Values.base }}/web:{{ .Values.tag }}\n"
         "jobs:\n  {{- range .Values.jobs }}\n  - image: x\n  {{- end }}\n"},
        {"templates/a.yaml", container("{{ .Values.api.image.repository }}:{{ "
                                       ".Values.api.image.tag }}")}},
       {{"api", "r.test/shop/api", "tag=api.image.tag, repository=api.image.repository"}},
       {},
       {"web.image templated", "jobs[0].image in_list"},
       false});
  out.push_back(
      {"a key given twice",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "api: {image: {repository: r.test/shop/api, tag: v1}}\nredis:\n  replica: {count: 1}\n"
         "  replica: {count: 2}\n"},
        {"templates/a.yaml", container("{{ .Values.api.image.repository }}:{{ "
                                       ".Values.api.image.tag }}")}},
       {{"api", "r.test/shop/api", "tag=api.image.tag, repository=api.image.repository"}}});
  out.push_back(
      {"an umbrella over one chart twice",
       {{"Chart.yaml", about("shop",
                             "dependencies:\n  - {name: service, alias: api, version: "
                             "0.3.1}\n  - {name: service, alias: web, version: 0.3.1}\n"
                             "  - {name: kit, version: 0.3.1}\n")},
        {"values.yaml",
         "api: {image: {repository: r.test/shop/api}}\nweb: {image: {repository: r.test/shop/web, "
         "tag: v2}}\n"},
        {"charts/kit/Chart.yaml", about("kit", "type: library\n")},
        {"charts/kit/templates/_image.tpl",
         "{{- define \"kit.image\" -}}{{ .Values.image.repository }}:{{ .Values.image.tag }}{{- "
         "end -}}\n"},
        {"charts/service/Chart.yaml", about("service")},
        {"charts/service/values.yaml", "image: {repository: '', tag: v1}\n"},
        {"charts/service/templates/a.yaml", container("{{ include \"kit.image\" . }}")}},
       {{"api", "r.test/shop/api", "tag=api.image.tag, repository=api.image.repository"},
        {"web", "r.test/shop/web", "tag=web.image.tag, repository=web.image.repository"}}});
  out.push_back({"components by name, in a loop",
                 {{"Chart.yaml", about("shop")},
                  {"values.yaml",
                   "registry: r.test\ncomponents:\n  api: {image: shop/api, tag: v1}\n  web: "
                   "{image: shop/web, "
                   "tag: v1}\n"},
                  {"templates/a.yaml",
                   "{{- range $name, $c := .Values.components }}\n---\n" +
                       container("\"{{ $.Values.registry }}/{{ $c.image }}:{{ $c.tag }}\"") +
                       "{{- end }}\n"}},
                 {{"api", "r.test/shop/api", "tag=components.api.tag"},
                  {"web", "r.test/shop/web", "tag=components.web.tag"}}});
  out.push_back(
      {"the owner's images on a public host, among others'",
       {{"Chart.yaml", about("shop")},
        {"values.yaml",
         "image: {repository: ghcr.io/acme/shop, tag: v1}\n"
         "worker: {image: {repository: ghcr.io/acme/worker, tag: v1}}\n"
         "exporter: {image: {repository: quay.io/prometheus/node-exporter, tag: v1}}\n"
         "cache: {image: {repository: redis, tag: '7'}}\n"},
        {"templates/a.yaml", container("{{ .Values.image.repository }}:{{ .Values.image.tag }}")},
        {"templates/b.yaml", container("{{ .Values.worker.image.repository }}:{{ "
                                       ".Values.worker.image.tag }}")}},
       {{"shop", "ghcr.io/acme/shop", "tag=image.tag, repository=image.repository"},
        {"worker", "ghcr.io/acme/worker",
         "tag=worker.image.tag, repository=worker.image.repository"}},
       {"exporter", "cache"}});
  return out;
}

}  // namespace chatops::test
