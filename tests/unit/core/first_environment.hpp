// An environment as it was written before what is desired stood apart: pinned, a parameter chosen,
// deployed once, and in doubt since a second attempt.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chatops::core {

inline constexpr const char* first_environment = R"(
{"application": "classroom", "changed_at": "2023-11-14T22:13:40.000Z", "class": "tencent",
"created_at": "2023-11-14T22:13:20.000Z", "created_by": "lin",
"deployed": {"chart": {"app_version": "", "created_at": null, "digest": "sha256:chart-1.1.0",
"name": "classroom", "url": "https://charts/classroom.tgz", "version": "1.1.0"},
"components": {"api": {"author": "", "branch": "main", "build": 10, "build_url": "",
"built_at": null, "commit": "abcdef10", "component": "api",
"digest": "sha256:acme-docker.pkg.coding.net/classroom/images/api-main-10-abcdef10",
"image": "acme-docker.pkg.coding.net/classroom/images/api",
"pushed_at": "2023-11-14T22:13:30.000Z", "sequence": "", "version": "main-10-abcdef10"},
"web": {"author": "", "branch": "main", "build": 10, "build_url": "", "built_at": null,
"commit": "abcdef10", "component": "web",
"digest": "sha256:acme-docker.pkg.coding.net/classroom/images/web-main-10-abcdef10",
"image": "acme-docker.pkg.coding.net/classroom/images/web",
"pushed_at": "2023-11-14T22:13:30.000Z", "sequence": "", "version": "main-10-abcdef10"},
"worker": {"author": "", "branch": "main", "build": 10, "build_url": "", "built_at": null,
"commit": "abcdef10", "component": "worker",
"digest": "sha256:acme-docker.pkg.coding.net/classroom/images/worker-main-10-abcdef10",
"image": "acme-docker.pkg.coding.net/classroom/images/worker",
"pushed_at": "2023-11-14T22:13:30.000Z", "sequence": "", "version": "main-10-abcdef10"}},
"hash": "sha256:0bab01629c98c3d5e4bd12525bdba0b2a7f8ec6268ad9088745d24317e7fc6e0",
"parameters": {"Chart": "1.1.0", "Domain": "s42.classroom.test", "LogLevel": "debug",
"Namespace": "classroom-s42"},
"values_digest": "sha256:525017b715e3e089ad75eecc0e9100b33c2db904b531b798bbdc4f4f64a9fac0"},
"deployed_revision": 1, "domain": "s42.classroom.test", "doubt": {"components": ["web"],
"revision": 2, "settings": true}, "epoch": 1, "iteration": "", "name": "s42",
"namespace": "classroom-s42", "parameters": {"LogLevel": "debug"}, "row_version": 4,
"selection": {"chart": {"follow": ""}, "components": {"api": {"pin": {"after": "main",
"by": "lin", "until": null, "version": "main-10-abcdef10", "why": "demo"}},
"web": {"follow": "main"}, "worker": {"follow": "main"}}}, "state": "failed", "waiting": {}}
)";

}  // namespace chatops::core
