// What a webhook's delivery is worth: the things that may have changed. It is never obeyed as
// truth; whoever gets a hint reads the thing itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/known.hpp"
#include "base/secret.hpp"

namespace chatops::core {

enum class HintKind {
  ping,           ///< the hook was tried; nothing changed
  iteration,      ///< `code`; also when an issue was put into it or taken out
  issue,          ///< `code`; `iteration` where told
  members,        ///< of the project
  branch,         ///< `repository` and `branch`; of a tag `version` instead of `branch`
  merge_request,  ///< `repository`, `code`; `branch` = its source
  build,    ///< `repository`, `branch`, `code` = the job's number of the build, `name` = the job
  artifact  ///< `place` = the artifact repository, `name` = the package, `version`
};
std::string_view word_of(HintKind kind);

struct Hint {
  HintKind kind = HintKind::ping;
  std::string project;  ///< as its source names it
  std::string code, iteration, repository, branch, place, name, version;
  std::string commit;
  bool created = false;  ///< the source says that the thing is new
  bool deleted = false;  ///< … that it is gone; no proof that it is
  std::string state;     ///< of a merge request: "opened", "merged", "closed"; "" = another change
  /// For people: first line of a commit or title, who did it, where to look. Never decided upon.
  std::string title, author, url;
  /// Codes of the issues that a branch, a title or the messages of commits name ("#42"), in the
  /// order met, each once.
  std::vector<std::string> mentions = {};
  bool operator==(const Hint&) const = default;
};

/// One request as it arrived, before anything of it is trusted.
struct RawDelivery {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// What the sender must show; fixed in the configuration, never chosen by what a request carries.
struct WebhookSecrets {
  std::optional<Secret> token;          ///< key of the signature; must be right where set
  std::optional<Secret> user_password;  ///< "USER:PASSWORD" of Basic auth; likewise
};

/// What one kind of source sends. Pure: it asks nobody, and is used from any thread.
class WebhookDialect {
 public:
  virtual ~WebhookDialect() = default;
  /// Checks whatever is configured over the raw bytes, in constant time, before anything is parsed.
  /// webhook_refused (`why` = unsigned | signature | password | unconfigured).
  virtual Result<void> verify(const RawDelivery& delivery, const WebhookSecrets& secrets) const = 0;
  /// What tells this delivery from others; "" = the source gives none.
  virtual std::string delivery_id(const RawDelivery& delivery) const = 0;
  /// "ITERATION_CREATED", as the source says; "" = it does not say.
  virtual std::string event(const RawDelivery& delivery) const = 0;
  /// None for an event that concerns nothing here. webhook_unreadable for a body that is not what
  /// its event should have.
  virtual Result<std::vector<Hint>> read(const RawDelivery& delivery) const = 0;
};

}  // namespace chatops::core
