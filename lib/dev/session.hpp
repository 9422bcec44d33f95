// Dev sessions in a cluster: begun with one write of its fields, renewed, ended by giving back what
// is still as we made it. Every write names the version that was read, and is decided anew when
// somebody came between. Nothing is kept elsewhere: whoever may patch the workload can end one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "dev/agent.hpp"
#include "dev/record.hpp"
#include "dev/shape.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

/// So long a session is held without being renewed.
inline constexpr Millis lease_length = std::chrono::minutes(10);

/// The cluster's clock; our own where it does not tell one.
Instant now_of(const Call& call, const Clock& clock, kube::Api& api);

struct BeginOrder {
  kube::ObjectRef workload;  ///< a Deployment or StatefulSet
  Holder holder;
  std::string component;  ///< whose workload it is
  ShapeOrder shape;       ///< `session`: the id of a new session, random
};

struct Begun {
  Record record;
  bool resumed = false;    ///< it was there already, and is ours
  std::vector<Kept> kept;  ///< what others changed since it was begun: the new original
  /// Where it was ours and this gives it other pods: those that it had (uids), and the shape that
  /// it had been asked for, if its record tells one.
  std::vector<std::string> earlier = {};
  std::optional<ShapeOrder> former = {};
  /// Whoever made the workload and may write it back: "Database shop"; "" = nobody.
  std::string controller = {};
};

/// One that is ours is taken up, under a new id where another directory is asked for, and given its
/// shape anew where others have changed it; one that
/// ran out is undone in the same write. Errors: dev_taken (`what`, `who`, `since`) while somebody
/// else's lease holds; dev_record_odd; usage_bad_value; object_changed when others kept changing
/// it; those of kube::Api.
Result<Begun> begin(const Call& call, Clock& clock, kube::Api& api, const BeginOrder& order);

/// Holds the session for longer, and gives the workload its shape anew where somebody else changed
/// it, as a deployment does: what they wrote is then what the session's end brings. Errors:
/// dev_not_on when the session is over; those of kube::Api. Answers who asks for it.
Result<std::optional<Wish>> renew(const Call& call, Clock& clock, kube::Api& api,
                                  const kube::ObjectRef& workload, const std::string& session);

struct Ended {
  Record record;
  std::vector<std::string> restored;
  std::vector<Kept> kept;
  std::vector<Error> notes;  ///< autoscalers and pods that could not be given back
  bool exact = false;        ///< the spec is what it was before the session
};

/// Whose session may be ended.
struct EndOrder {
  kube::ObjectRef workload;
  std::string holder;              ///< "" = whoever has it
  bool only_when_run_out = false;  ///< not while its lease holds
};
/// Also the workload's autoscalers are given back. The record is taken off last, so that one that
/// was killed in the middle is said again. Errors: dev_not_on; dev_taken; dev_record_odd; those of
/// kube::Api.
Result<Ended> end(const Call& call, Clock& clock, kube::Api& api, const EndOrder& order);

/// What became of a wish.
enum class Asked {
  open,     ///< nobody has said anything
  free,     ///< the session is over, or its lease has run out: it may be begun
  refused,  ///< its holder has said so, or begun it again
};
/// Leaves the wish on the workload; one of somebody else's that still counts stays. Errors:
/// dev_taken for that; dev_not_on; those of kube::Api.
Result<void> ask_to_take_over(const Call& call, Clock& clock, kube::Api& api,
                              const kube::ObjectRef& workload, const Holder& by);
Result<Asked> answer_of(const Call& call, Clock& clock, kube::Api& api,
                        const kube::ObjectRef& workload, const Holder& by);
/// Takes the wish off that asks this holder, and answers it. Errors: dev_not_wanted; dev_taken
/// where somebody else has the session; dev_not_on; those of kube::Api.
Result<Wish> refuse(const Call& call, Clock& clock, kube::Api& api, const kube::ObjectRef& workload,
                    const std::string& holder);
/// Takes the wish back, if it is there.
void stop_asking(const Call& call, Clock& clock, kube::Api& api, const kube::ObjectRef& workload,
                 const Holder& by);

struct Held {
  kube::ObjectRef workload;
  std::optional<Record> record;
  std::optional<Error> why;  ///< there is none that can be read
  Instant until{};
  bool run_out = false;
  std::optional<Wish> wish;
};
/// All sessions of a namespace, by kind and name.
Result<std::vector<Held>> sessions_in(const Call& call, Clock& clock, kube::Api& api,
                                      const std::string& ns);

/// The running container of the session. Errors: unreachable (`what` = "pod") while none runs,
/// which is worth another try; dev_not_on when the session is over; those of kube::Api. `earlier`:
/// pods that are not meant, by uid.
Result<Container> find_container(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
                                 const Record& record,
                                 const std::vector<std::string>& earlier = {});

}  // namespace chatops::dev
