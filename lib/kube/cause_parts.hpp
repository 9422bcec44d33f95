// How the files of the cause finder work together: what was seen as an index, the words of the
// cluster as reasons, the cause of one pod. Nobody else includes this.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/cause.hpp"
#include "net/json.hpp"

namespace chatops::kube::cause {

inline constexpr std::size_t most_words = 400;  ///< bytes of one argument or line
/// Pod Security lists all that it misses, and the last of it has to be mended like the first.
inline constexpr std::size_t most_of_a_refusal = 1200;
/// What came back less than this ago, not for the first time, will most likely go again: the pause
/// between two crashes or evictions is no recovery.
inline constexpr auto steady = std::chrono::seconds(30);

/// A warning, or the kubelet's note that it kills something.
struct Event {
  std::string reason, message;
  std::string container;  ///< "main" of "spec.containers{main}"
  std::int64_t count = 1;
  std::optional<Instant> last;
};

using Nodes = std::map<std::string, const Json*, std::less<>>;  ///< by name

/// What was seen, found by uid.
struct Index {
  const Seen& seen;
  std::map<std::string, const Json*, std::less<>> by_uid;
  std::map<std::string, std::vector<Event>, std::less<>> events;  ///< by the uid they are about
  Nodes nodes;
  std::map<std::string, const Json*, std::less<>> claims;  ///< by name

  explicit Index(const Seen& what);
  const std::vector<Event>& events_of(const Json& object) const;
};

/// A list's elements; none where it is no list.
const Json::array_t& items(const Json& object, std::string_view name);
const Json& at(const Json& object, std::initializer_list<std::string_view> path);
std::optional<Instant> time_of(const Json& object, std::string_view name);
const Json* condition(const Json& object, std::string_view type);
bool is_ready(const Json& pod);

/// The words on one line, masked; where they are more bytes than `most`, "…" tells it.
std::string shown(std::string_view words, std::size_t most = most_words);
bool holds(std::string_view text, std::string_view part);
/// What stands in quotation marks behind `before`; "" where it is not there.
std::string quoted_after(std::string_view text, std::string_view before);

// ---- from the cluster's words to a reason (cause_words.cpp) -------------------------------------
Error image_error(const std::string& image, std::string_view message);
/// A missing object or key that the words name.
std::optional<Error> missing_error(std::string_view message);
/// Why pods of `workload` are not admitted.
Error creation_error(const std::string& workload, std::string_view message);
/// Newer schedulers do not say which taint: the nodes do, where they may be read.
Error scheduling_error(const Json& pod, std::string_view message, const Nodes& nodes = {});
Error start_error(const std::string& container, std::string_view message);

/// Whether the pod's containers of these statuses run to an end that others wait for: those before
/// its main ones, and those of jobs.
bool should_have_ended(const Json& pod, std::string_view statuses);
/// The first of these containers that still runs, and not only just now: a hook's, or one before
/// the main ones of any other workload.
std::optional<Cause> cause_of_waiting(const Index& index, const Json& workload, const Json& pod);
/// Why this pod does not run, if that is certain.
std::optional<Cause> cause_of_pod(const Index& index, const Json& pod, bool of_job);
/// How a container ended; nothing where it ended well.
std::optional<Cause> cause_of_end(const Index& index, const Json& pod, const Json& spec,
                                  const Json& ended, Reason crash);
/// Lower is worse to blame.
int rank_of(Reason reason);

}  // namespace chatops::kube::cause
