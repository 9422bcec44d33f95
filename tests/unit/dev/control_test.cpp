// What commands of one machine say to each other.
// SPDX-License-Identifier: Apache-2.0
#include "dev/control.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <thread>

#include "base/fd.hpp"
#include "dev/syncing.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::dev;

TEST_CASE("a question is answered, an error is one there too, and nobody else may ask") {
  const test::TempFolder temp;
  SystemClock clock;
  // Longer than a socket's name may be.
  const auto folder = temp.file(std::string(100, 'x'));
  std::filesystem::create_directories(folder);
  const auto path = folder + "/s-1.sock";
  CHECK(ask({}, clock, path, {{"ask", "x"}}).error().reason == Reason::unreachable);
  {
    auto control = Control::listen(clock, path, [](const Call&, const Json& question) -> Json {
      if (question.value("ask", "") == "bad") throw Error(Reason::dev_not_on, {{"what", "api"}});
      return {{"got", question.value("ask", "")}};
    });
    REQUIRE(control);
    struct stat st{};
    REQUIRE(::lstat(path.c_str(), &st) == 0);
    CHECK((st.st_mode & 0777U) == 0600);
    CHECK(sockets_in(folder) == std::vector<std::string>{path});
    CHECK(ask({}, clock, path, {{"ask", "x"}}).value()["got"] == "x");
    const auto refused = ask({}, clock, path, {{"ask", "bad"}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::dev_not_on);
    CHECK(refused.error().args.get("what") == "api");
  }
  CHECK(ask({}, clock, path, {{"ask", "x"}}).error().reason == Reason::unreachable);
  CHECK(sockets_in(folder).empty());
}

TEST_CASE("who ends does not wait for questions that are held") {
  const test::TempFolder temp;
  SystemClock clock;
  const auto path = temp.file("s.sock");
  std::atomic<bool> held = false;
  auto control = Control::listen(clock, path, [&](const Call& call, const Json&) -> Json {
    held = true;
    held.notify_all();
    clock.pause_until(Tick::max(), call.stop);
    throw Interrupted{};
  });
  REQUIRE(control);
  std::jthread asker([&] { CHECK_FALSE(ask({}, clock, path, {{"ask", "wait"}})); });
  held.wait(false);
  control->reset();
}

TEST_CASE("questions that are held keep nobody else waiting") {
  const test::TempFolder temp;
  SystemClock clock;
  const auto path = temp.file("s.sock");
  std::atomic<int> held = 0;
  std::atomic<bool> released = false;
  auto control = Control::listen(clock, path, [&](const Call&, const Json& question) -> Json {
    if (question.value("ask", "") == "hold") {
      ++held;
      held.notify_all();
      released.wait(false);
    }
    return {{"got", question.value("ask", "")}};
  });
  REQUIRE(control);
  std::atomic<int> answered = 0;
  std::vector<std::jthread> askers;
  for (int i = 0; i < 20; ++i)
    askers.emplace_back([&] { answered += ask({}, clock, path, {{"ask", "hold"}}) ? 1 : 0; });
  for (int now = held; now < 20; now = held) held.wait(now);
  for (int i = 0; i < 20; ++i) CHECK(ask({}, clock, path, {{"ask", "x"}}).value()["got"] == "x");
  CHECK(answered == 0);
  released = true;
  released.notify_all();
  askers.clear();
  CHECK(answered == 20);
}

TEST_CASE("one whose process is stopped keeps nobody waiting who asks another, and is named") {
  const test::TempFolder temp;
  SystemClock clock;
  const auto control =
      Control::listen(clock, temp.file("z.sock"), [](const Call&, const Json&) -> Json {
        return {{"component", "api"}, {"environment", "one"}, {"folder", "/src"}};
      });
  REQUIRE(control);
  // Connections are taken by the kernel, and nobody reads them.
  Fd stopped(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const auto path = temp.file("a.sock");
  REQUIRE(path.size() < sizeof at.sun_path);
  path.copy(at.sun_path, path.size());
  REQUIRE(::bind(stopped.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
  REQUIRE(::listen(stopped.get(), 0) == 0);
  core::DevSyncQuestion question;
  question.what = core::DevSyncQuestion::What::wait;
  question.component = "api";
  const auto there = ask_syncs({}, clock, temp.file(""), question);
  REQUIRE(there.size() == 1);
  CHECK(there.front().component == "api");
  question.component = "web";  // as the stopped one may be
  try {
    ask_syncs({}, clock, temp.file(""), question);
    FAIL("it answered");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::answer_timeout);
  }
}
