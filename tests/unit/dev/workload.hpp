// A workload as charts make them, for tests of dev mode.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "dev/shape.hpp"
#include "kube/object.hpp"

namespace chatops::test {

inline kube::Json original_spec() {
  return kube::Json::parse(R"({
    "replicas": 3,
    "selector": {"matchLabels": {"app": "api"}},
    "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
    "template": {
      "metadata": {"labels": {"app": "api"}},
      "spec": {
        "terminationGracePeriodSeconds": 30,
        "containers": [
          {"name": "api", "image": "registry/api:1", "imagePullPolicy": "IfNotPresent",
           "command": ["/bin/api"], "args": ["--port", "8080"],
           "ports": [{"containerPort": 8080, "protocol": "TCP"}],
           "env": [{"name": "MODE", "value": "production"}, {"name": "HOST", "value": "db"}],
           "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 10},
           "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 10},
           "volumeMounts": [{"name": "config", "mountPath": "/etc/api"},
                            {"name": "config", "mountPath": "/etc/more", "subPath": "more"}]},
          {"name": "proxy", "image": "registry/proxy:1"}
        ],
        "volumes": [{"name": "config", "configMap": {"name": "api"}}]
      }
    }
  })");
}

template <class J>
auto& container_in(J&& spec) {
  return spec["template"]["spec"]["containers"][0];
}

inline dev::ShapeOrder shape_order(const std::string& session = "s-1") {
  return {.session = session,
          .container = "api",
          .image = "registry/dev:1",
          .root = "/src",
          .env = {{"MODE", "development"}}};
}

}  // namespace chatops::test
