// The same answer in the place of each port.
// SPDX-License-Identifier: Apache-2.0
#include "core/absent.hpp"

namespace chatops::core {

namespace {

/// One unknown for each thing that was asked about.
template <class T, class Asked>
std::vector<Known<T>> unknown_each(const Absence& absence, const Asked& asked) {
  std::vector<Known<T>> out;
  out.reserve(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) out.push_back(unknown(absence.error()));
  return out;
}

class AbsentArtifacts final : public ArtifactSource {
 public:
  explicit AbsentArtifacts(Absence absence) : absence_(std::move(absence)) {}
  std::vector<Known<std::vector<Artifact>>> versions(const Call&,
                                                     std::span<const ImageName> images) override {
    return unknown_each<std::vector<Artifact>>(absence_, images);
  }
  std::vector<Known<Artifact>> properties(const Call&,
                                          std::span<const Artifact> artifacts) override {
    return unknown_each<Artifact>(absence_, artifacts);
  }

 private:
  Absence absence_;
};

class AbsentTracker final : public Tracker {
 public:
  explicit AbsentTracker(Absence absence) : absence_(std::move(absence)) {}
  Known<std::vector<Iteration>> iterations(const Call&) override {
    return unknown(absence_.error());
  }
  Known<Iteration> iteration(const Call&, const std::string&) override {
    return unknown(absence_.error());
  }
  Known<std::vector<Issue>> issues(const Call&, const std::string&) override {
    return unknown(absence_.error());
  }
  Known<Iteration> move(const Call&, const std::string&, IterationMove,
                        const std::string&) override {
    return unknown(absence_.error());
  }

 private:
  Absence absence_;
};

class AbsentMembers final : public Members {
 public:
  explicit AbsentMembers(Absence absence) : absence_(std::move(absence)) {}
  Known<std::vector<Member>> members(const Call&) override { return unknown(absence_.error()); }

 private:
  Absence absence_;
};

class AbsentWebhooks final : public Webhooks {
 public:
  explicit AbsentWebhooks(Absence absence) : absence_(std::move(absence)) {}
  Known<std::vector<HookState>> look(const Call&, const WantedHook&) override {
    return unknown(absence_.error());
  }
  Known<HookSetUp> set_up(const Call&, const WantedHook&) override {
    return unknown(absence_.error());
  }

 private:
  Absence absence_;
};

class AbsentSourceHost final : public SourceHost {
 public:
  explicit AbsentSourceHost(Absence absence) : absence_(std::move(absence)) {}
  Known<std::vector<std::string>> branches(const Call&, const std::string&,
                                           const std::string&) override {
    return unknown(absence_.error());
  }
  std::vector<Known<BranchHead>> heads(const Call&, std::span<const BranchQuery> queries) override {
    return unknown_each<BranchHead>(absence_, queries);
  }
  std::vector<Known<Commit>> commits(const Call&, std::span<const CommitQuery> queries) override {
    return unknown_each<Commit>(absence_, queries);
  }

 private:
  Absence absence_;
};

class AbsentBuilds final : public Builds {
 public:
  explicit AbsentBuilds(Absence absence) : absence_(std::move(absence)) {}
  std::vector<Known<std::optional<Build>>> newest(const Call&,
                                                  std::span<const BranchQuery> queries) override {
    return unknown_each<std::optional<Build>>(absence_, queries);
  }

 private:
  Absence absence_;
};

}  // namespace

std::unique_ptr<Tracker> absent_tracker(Absence absence) {
  return std::make_unique<AbsentTracker>(std::move(absence));
}
std::unique_ptr<Members> absent_members(Absence absence) {
  return std::make_unique<AbsentMembers>(std::move(absence));
}
std::unique_ptr<Webhooks> absent_webhooks(Absence absence) {
  return std::make_unique<AbsentWebhooks>(std::move(absence));
}
std::unique_ptr<SourceHost> absent_source_host(Absence absence) {
  return std::make_unique<AbsentSourceHost>(std::move(absence));
}
std::unique_ptr<Builds> absent_builds(Absence absence) {
  return std::make_unique<AbsentBuilds>(std::move(absence));
}

std::unique_ptr<ArtifactSource> absent_artifact_source(Absence absence) {
  return std::make_unique<AbsentArtifacts>(std::move(absence));
}

}  // namespace chatops::core
