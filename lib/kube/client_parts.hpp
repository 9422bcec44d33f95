// The parts of the client that are too long to stand in one file. Inside of kube only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kube/api.hpp"
#include "kube/caller.hpp"

namespace chatops::kube {

/// "application/json", or the words that make the server leave away all but metadata.
std::string accepted_for(const Query& query, bool list);
std::string collection_of(const Query& query);
/// Known JSON of an answer, or an error about what was asked.
Known<Json> json_of(const Asked& asked, const Known<net::Response>& answer);

std::vector<Known<ObjectList>> list_all(Caller& caller, const Call& call,
                                        std::span<const ListQuery> queries);
std::unique_ptr<Watches> make_watches(Caller& caller);
std::vector<Known<std::string>> read_logs(Caller& caller, const Call& call,
                                          std::span<const LogQuery> queries);
std::vector<Result<void>> follow_all_logs(
    Caller& caller, const Call& call, std::span<const LogQuery> queries,
    const std::function<bool(std::size_t, std::string_view)>& take, const AskMoreLogs& more);
Known<std::unique_ptr<Exec>> begin_exec(Caller& caller, const Call& call, const ExecOrder& order);
Known<std::unique_ptr<PodConnection>> begin_connection(Caller& caller, const Call& call,
                                                       const std::string& ns,
                                                       const std::string& pod, std::uint16_t port);

}  // namespace chatops::kube
