// What was told of artifacts, as the store keeps it; and reads side by side.
// SPDX-License-Identifier: Apache-2.0
#include <exception>

#include "core/codec.hpp"
#include "workflow/lookup.hpp"

namespace chatops::workflow {

std::optional<Memory> memory_of(const std::string& text) {
  try {
    const auto document = nlohmann::json::parse(text);
    return Memory{document.get<core::Artifact>(), document.value("kind", ""),
                  document.value("timed", false)};
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string text_of(const Memory& memory) {
  nlohmann::json document = memory.artifact;
  document["kind"] = memory.other_kind;
  document["timed"] = memory.timed;
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<Error> hash_remark(const core::Artifact& artifact) {
  constexpr std::size_t digits = 64;
  std::string_view listed = artifact.listed_hash;
  for (const std::string_view name : {"sha256:", "sha256 "}) {
    if (listed.starts_with(name)) listed.remove_prefix(name.size());
  }
  const bool a_digest = listed.size() == digits &&
                        listed.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  const bool comparable = a_digest && artifact.digest.starts_with("sha256:");
  if (!comparable || artifact.digest.substr(7) == listed) return std::nullopt;
  return Error(Reason::hash_differs, {{"what", artifact.reference()},
                                      {"why", artifact.digest},
                                      {"other", "sha256:" + std::string(listed)}});
}

void parallel(Dependencies& deps, std::vector<std::function<void()>> tasks) {
  std::vector<std::exception_ptr> thrown(tasks.size());
  std::vector<std::function<void()>> guarded;
  guarded.reserve(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    guarded.emplace_back([&thrown, &tasks, i] {
      try {
        tasks[i]();
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    });
  }
  if (deps.parallel && guarded.size() > 1) {
    deps.parallel(std::move(guarded));
  } else {
    for (const auto& task : guarded) task();
  }
  for (const auto& one : thrown) {
    if (one) std::rethrow_exception(one);
  }
}

}  // namespace chatops::workflow
