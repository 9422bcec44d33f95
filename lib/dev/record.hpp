// What a dev session leaves on the workload it changes: everything that is needed to undo it, by
// whoever comes, also when its client never does. It stands in annotations of the workload, so that
// it is written in the same moment as the change, and a right to patch the workload is enough.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/known.hpp"
#include "dev/give_back.hpp"
#include "dev/shape.hpp"

namespace chatops::dev {

namespace marks {

/// Annotation: the record.
inline constexpr auto record = "chatops.dev/dev-record";
/// Annotation: until when the session is held, apart from the record because it is renewed.
inline constexpr auto lease = "chatops.dev/dev-lease";
/// Annotation: who asks the holder to hand the session over.
inline constexpr auto wanted = "chatops.dev/dev-wanted";
/// Label of the workload and annotation of its pods: the session's id. It outlives `kubectl rollout
/// undo`, which puts back a Deployment's annotations together with its pods.
inline constexpr auto session = "chatops.dev/dev-session";

}  // namespace marks

/// Who writes, as the cluster notes it beside the fields.
inline constexpr auto our_manager = "chatops-dev";

struct Holder {
  std::string id;    ///< stable: the same person at the same machine is the same
  std::string name;  ///< for people
};

struct Record {
  std::string id;  ///< random; also the name of the sync session
  Holder holder;
  Instant since{};
  std::string uid;        ///< of the workload: one that was made anew is not meant
  std::string component;  ///< as chatops.yaml names it
  std::string container;  ///< that runs the development image
  std::string root;       ///< directory that is synced, in the container
  std::string original;   ///< hash of the spec before us
  Change change;          ///< of the spec
  /// What was asked for, without the session's id, so that it can be made anew where somebody else
  /// changed the workload; nothing in a record of an older version.
  std::optional<ShapeOrder> shape;
  /// The workload's name where dev mode made it, and takes it away; its uid was not known then.
  std::string made = {};
};

/// By the cluster's clock, as far as we know it.
struct Lease {
  Instant until{};
};

/// Somebody asks the holder to hand over. One that is older than `wish_length` counts no more:
/// whoever had it is gone.
struct Wish {
  Holder by;
  Instant since{};
  std::string session;  ///< that is asked for
};
inline constexpr Millis wish_length = std::chrono::minutes(10);

/// A hash of the document, whatever the order of its members.
std::string hash_of(const Json& document);

std::string encode(const Record& record);
/// Error: dev_record_odd. `what` names the workload.
Result<Record> decode_record(std::string_view text, const std::string& what);
std::string encode(const Lease& lease);
std::optional<Lease> decode_lease(std::string_view text);

std::string encode(const Wish& wish);
/// Nothing where there is none, it cannot be read, or it counts no more.
std::optional<Wish> wish_of(const Json& workload, Instant now);

/// The record on a workload; nothing where it has none.
Result<std::optional<Record>> record_of(const Json& workload);
/// Nobody renews it any more. A lease that cannot be read has run out.
bool has_run_out(const Json& workload, Instant now);

}  // namespace chatops::dev
