// A disk that is full, there and here: said by path, the rest goes on, and it is tried again. The
// limit on file sizes stands in for the disk's end, as for the state file; it is the agent's own.
// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <csignal>

#include "support/agent_rig.hpp"

using namespace chatops;
using namespace chatops::test;

TEST_CASE("what does not fit in the container is named, and the rest is there") {
  if (::geteuid() != 0) {
    MESSAGE("needs to lift the limit again: only root can");
    return;
  }
  AgentRig rig;
  write_text(rig.here("small"), "small");
  rig.start();
  CHATOPS_SYNCED(rig);
  const auto limit_agent = [&](rlim_t bytes) {
    for (const auto pid : rig.agents()) {
      const rlimit limit{bytes, RLIM_INFINITY};
      REQUIRE(::prlimit(pid, RLIMIT_FSIZE, &limit, nullptr) == 0);
    }
  };
  limit_agent(50'000);
  write_text(rig.here("large"), std::string(100'000, 'x'));
  write_text(rig.here("huge"), std::string(1'000'000, 'y'));
  write_text(rig.here("small"), "small 2");
  auto result = rig.wait();
  REQUIRE_FALSE(result);
  CHECK(result.error().reason == Reason::sync_incomplete);
  CHECK(result.error().args.get("why") == "disk_full");
  CHECK(read_text(rig.there("small")) == "small 2");
  CHECK_FALSE(std::filesystem::exists(rig.there("large")));
  const auto status = rig.mirror->status();
  CHECK(status.trouble_count == 2);
  CHECK(status.troubles.at(0).in_container);
  // Nothing half is left there.
  CHECK(tree_of(rig.remote.path()).size() == 1);
  limit_agent(RLIM_INFINITY);
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  CHECK(rig.mirror->status().trouble_count == 0);
}

TEST_CASE("what does not fit here is named too, and comes when it does") {
  AgentRig rig({.both_ways = true});
  rig.start();
  CHATOPS_SYNCED(rig);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, SIG_IGN);
  write_text(rig.there("large"), std::string(100'000, 'x'));
  const rlimit small{50'000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto result = rig.wait();
  ::setrlimit(RLIMIT_FSIZE, &before);
  REQUIRE_FALSE(result);
  CHECK(result.error().args.get("why") == "disk_full");
  CHECK_FALSE(rig.mirror->status().troubles.at(0).in_container);
  CHECK_FALSE(std::filesystem::exists(rig.here("large")));
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.here("large")) == read_text(rig.there("large")));
}
