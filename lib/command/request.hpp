// Typed requests: what a command is asked to do, the same from a terminal, a chat line or a click.
// Plain data that round-trips through JSON (request_codec), so that a request can travel to a
// server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/secret.hpp"
#include "card/answer.hpp"

namespace chatops::command {

/// How far a deploying command goes. Durations in milliseconds, 0 = no limit.
struct Going {
  bool yes = false;      ///< no confirmation needed
  bool dry_run = false;  ///< plan only
  bool wait = true;
  std::int64_t timeout_ms = 0;
  std::string
      confirmed;  ///< the revision of the card that was answered with yes; "" = not asked yet
};

struct WishedVersion {
  std::string component;        ///< "." = all that is built from the repository of this checkout
  std::string version, branch;  ///< exactly one of them
  std::string mode = {};        ///< "" = as the request says | pin | follow
};

/// Forms: where `form` is set and nothing was answered yet, a card that is a form is asked for. Its
/// answer becomes the members of a DeployRequest (answering.hpp), and stands in `answer`, so that
/// what is done can be held against what the person saw.
struct DeployRequest {
  std::string environment;
  std::vector<WishedVersion> wishes;
  std::string mode;  ///< "" | pin | follow
  std::string chart, environment_class, iteration, reason;
  std::map<std::string, std::string> parameters;
  bool create = false, force = false;
  std::string from;  ///< text of an export document; "" = none
  Going going;
  bool form = false;
  std::optional<card::Answer> answer;
  std::string chart_mode;  ///< of `chart`: "" = as `mode` | pin | follow
  std::string ns, domain;  ///< of a new environment; "" = from the templates
  std::string seen_chart;  ///< the version that the person saw would run; "" = not told
  std::int64_t look = 0;   ///< images examined a component at most; 0 = as many as is usual
};
/// `repository` "" = the one whose checkout this is.
struct BranchRequest {
  std::string environment, repository, branch, reason;
  bool deploy = false;
  Going going;
  bool form = false;
  bool create = false;  ///< the environment may be new, for `iteration`
  std::string iteration;
  std::int64_t look = 0;  ///< as DeployRequest::look
};
struct RollbackRequest {
  std::string environment, reason;
  std::int64_t revision = 0;  ///< 0 = the success before what runs
  Going going;
};

struct EnvListRequest {
  bool all = false;
};
struct EnvShowRequest {
  std::string environment;
  bool watch = false;  ///< follow a running deployment to its end
  std::int64_t timeout_ms = 0;
};
struct EnvCreateRequest {
  std::string environment, environment_class, iteration;
  std::map<std::string, std::string> parameters;
};
struct EnvDeleteRequest {
  std::string environment;
  std::string confirm;  ///< the name once more
  bool force = false;   ///< forget it here; no pipeline is asked
  bool dry_run = false;
  std::int64_t timeout_ms = 0;
};
struct EnvUseRequest {
  std::string environment;  ///< "" = tell which is used
  bool clear = false;
};
struct EnvHistoryRequest {
  std::string environment;
  std::int64_t limit = 20;
};
struct EnvValuesRequest {
  std::string environment;
};
struct EnvExportRequest {
  std::string environment;
};

struct IterationListRequest {};
struct IterationShowRequest {
  std::string code;
};
struct ArtifactListRequest {
  std::vector<std::string> components;  ///< empty = all
  std::string branch;
  std::int64_t limit = 10;
  std::int64_t look = 0;  ///< images examined for it at most; 0 = as many as is usual
};
struct ArtifactShowRequest {
  std::string component, version;
};

struct ConfigShowRequest {};
struct ConfigCheckRequest {};
/// Of `going`: yes, dry_run and confirmed.
struct ConfigInitRequest {
  std::string folder;       ///< "" = the current one
  std::string output_file;  ///< its name in that folder; "" = the usual one
  bool user = false;        ///< the user's own file instead
  bool force = false, offline = false;
  Going going;
};
/// The door fills in what the person did: `text` from the editor, `base` = the text that it was
/// opened with, `keep` = in spite of its mistakes.
struct ConfigEditRequest {
  bool user = false;  ///< the user's own file, else the application's
  bool edited = false, keep = false;
  std::string text, base;
};
/// `secret` comes from the door and is no part of what travels as JSON.
struct AuthLoginRequest {
  std::string system;       ///< coding | registry
  std::string host;         ///< of a registry
  std::string url;          ///< of CODING; "" = as configured
  std::string use;          ///< "" = everything, ci, cd
  std::string username;     ///< of a registry
  std::string store;        ///< "" = the best there is, keyring, file
  bool with_token = false;  ///< standard input, whatever it is
  bool answered = false;    ///< the secret was asked for
  Secret secret;
};
struct AuthStatusRequest {
  bool offline = false;
};
struct AuthLogoutRequest {
  std::string system, host, use;
};
struct DoctorRequest {};
struct VersionRequest {};
struct HelpRequest {
  std::vector<std::string> words;
};

struct CompletionRequest {
  std::string shell;
};

struct SandboxStartRequest {
  std::string directory, port, kubeconfig, helm, pull_host, ingress, cd, quirks, auth_status,
      rate_limit, page_size, speed;
  bool write_profile = false;
};
struct SandboxStopRequest {
  std::string directory;
  bool forget = false;
};
struct SandboxStatusRequest {
  std::string directory;
};

using Request =
    std::variant<DeployRequest, BranchRequest, RollbackRequest, EnvListRequest, EnvShowRequest,
                 EnvCreateRequest, EnvDeleteRequest, EnvUseRequest, EnvHistoryRequest,
                 EnvValuesRequest, EnvExportRequest, IterationListRequest, IterationShowRequest,
                 ArtifactListRequest, ArtifactShowRequest, ConfigShowRequest, ConfigCheckRequest,
                 ConfigInitRequest, ConfigEditRequest, AuthLoginRequest, AuthStatusRequest,
                 AuthLogoutRequest, DoctorRequest, VersionRequest, CompletionRequest, HelpRequest,
                 SandboxStartRequest, SandboxStopRequest, SandboxStatusRequest>;

/// {"command": "env list", …}.
nlohmann::json to_document(const Request& request);
/// Throws usage_unknown_command, or usage_bad_value with `what` = the member.
Request request_of(const nlohmann::json& document);
/// The row of the table a request belongs to.
std::string_view path_of(const Request& request);

}  // namespace chatops::command
