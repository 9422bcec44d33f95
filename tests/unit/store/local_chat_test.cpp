// The local chat: who is in which group, what was said there, and who may look.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/kept.hpp"

using namespace chatops;
using core::LocalGroup;
using core::LocalMessage;
using core::Message;
using core::Tx;
using test::error_of;
using test::second;

namespace {

Message saying(const std::string& text) {
  Message out;
  out.text = text;
  out.tone = core::MessageTone::good;
  return out;
}

LocalMessage said(const std::string& group, const std::string& text, const std::string& key = "") {
  return {.group = group, .author = "lin", .key = key, .message = saying(text), .at = second(7)};
}

std::vector<std::string> texts(const std::vector<LocalMessage>& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.push_back(one.message.text);
  return out;
}

std::vector<std::string> ids(const std::vector<LocalGroup>& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.push_back(one.id);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("accounts are found by id, e-mail and mobile") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      tx.local_chat().put(core::LocalAccount{"lin", "Lin", "Lin@example.com", "1"});
      tx.local_chat().put(core::LocalAccount{"chen", "Chen", "", ""});
      tx.local_chat().put(core::LocalAccount{"lin", "Lin Wei", "Lin@example.com", "1"});
    });
    kept.reopen();
    kept.read([](Tx& tx) {
      auto& chat = tx.local_chat();
      CHECK(chat.account("lin") == core::LocalAccount{"lin", "Lin Wei", "Lin@example.com", "1"});
      CHECK_FALSE(chat.account("li"));
      CHECK(chat.account_by("lin@EXAMPLE.com", "")->id == "lin");
      CHECK(chat.account_by("x@example.com", "1")->id == "lin");
      CHECK_FALSE(chat.account_by("", ""));
      REQUIRE(chat.accounts().size() == 2);
      CHECK(chat.accounts()[0].id == "chen");
    });
  });
}

TEST_CASE("an account that is removed has no session and no group") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      auto& chat = tx.local_chat();
      chat.put(core::LocalAccount{"lin", "Lin", "", ""});
      chat.put(core::LocalAccount{"chen", "Chen", "", ""});
      chat.put(LocalGroup{.id = "g1", .name = "A", .key = "", .members = {"lin", "chen"}});
      chat.put_token("session", "h1", "lin", second(99));
      chat.put_token("session", "h2", "chen", second(99));
      chat.remove_account("lin");
      chat.remove_account("nobody");
    });
    kept.reopen();
    kept.read([](Tx& tx) {
      auto& chat = tx.local_chat();
      CHECK_FALSE(chat.account("lin"));
      CHECK_FALSE(chat.token("session", "h1", second(1)));
      CHECK(chat.token("session", "h2", second(1)) == "chen");
      CHECK(chat.group("g1")->members == std::vector<std::string>{"chen"});
      CHECK(chat.groups_of("lin").empty());
    });
  });
}

TEST_CASE("groups have members and a key of their own") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      auto& chat = tx.local_chat();
      chat.put(LocalGroup{.id = "g1",
                          .name = "B",
                          .key = "k1",
                          .members = {"lin", "chen", "lin"},
                          .created_at = second(3)});
      chat.put(LocalGroup{.id = "g2", .name = "A", .key = "", .members = {"lin"}});
      chat.put(LocalGroup{.id = "g3", .name = "C", .key = "", .dissolved = true});
    });
    const auto taken = error_of([&] {
      kept.write(
          [](Tx& tx) { tx.local_chat().put(LocalGroup{.id = "g4", .name = "D", .key = "k1"}); });
    });
    REQUIRE(taken);
    CHECK(taken->reason == Reason::state_conflict);
    CHECK(taken->args.get("what") == "group/k1");
    kept.reopen();
    kept.write([](Tx& tx) {
      auto& chat = tx.local_chat();
      auto found = chat.group_by_key("k1");
      REQUIRE(found);
      CHECK(found->id == "g1");
      CHECK(found->members == Texts{"chen", "lin"});
      CHECK(found->created_at == second(3));
      CHECK_FALSE(chat.group_by_key(""));
      CHECK(chat.group("g3")->dissolved);
      CHECK_FALSE(chat.group("g4"));
      CHECK(ids(chat.groups_of("lin")) == Texts{"g2", "g1"});
      CHECK(ids(chat.groups_of("chen")) == Texts{"g1"});
      CHECK(ids(chat.groups_of("")) == Texts{"g2", "g1", "g3"});
      found->members = {"chen"};
      found->name = "renamed";
      chat.put(*found);
      CHECK(ids(chat.groups_of("lin")) == Texts{"g2"});
      CHECK(chat.group("g1")->name == "renamed");
    });
  });
}

TEST_CASE("messages come back in order, page by page; one of a known key is said once") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      auto& chat = tx.local_chat();
      const auto a = chat.append(said("g1", "a", "k"));
      CHECK(a.id > 0);
      const auto b = chat.append(said("g2", "b", "k"));
      CHECK(b.id > a.id);
      CHECK(b.change > a.change);
      const auto again = chat.append(said("g1", "other words", "k"));
      CHECK(again.id == a.id);
      CHECK(again.message.text == "a");
      chat.append(said("g1", "c"));
      chat.append(said("g1", "d"));
    });
    kept.reopen();
    kept.read([](Tx& tx) {
      auto& chat = tx.local_chat();
      const auto all = chat.messages("g1", 0, 99);
      CHECK(texts(all) == Texts{"a", "c", "d"});
      CHECK(texts(chat.messages("g1", 0, 2)) == Texts{"c", "d"});
      CHECK(texts(chat.messages("g1", all[2].id, 2)) == Texts{"a", "c"});
      CHECK(chat.messages("g3", 0, 9).empty());
      CHECK(all[0].author == "lin");
      CHECK(all[0].at == second(7));
      CHECK(all[0].message == saying("a"));
      CHECK_FALSE(all[0].edited);
      CHECK_FALSE(chat.message("g2", all[0].id));
      CHECK(chat.message("g1", all[0].id)->message.text == "a");
    });
  });
}

TEST_CASE("who asks for changes gets what is new or changed in the groups of the account, once") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      auto& chat = tx.local_chat();
      CHECK(chat.newest_change() == 0);
      chat.put(LocalGroup{.id = "g1", .name = "A", .members = {"lin"}});
      chat.put(LocalGroup{.id = "g2", .name = "B", .members = {"chen"}});
      const auto a = chat.append(said("g1", "a"));
      chat.append(said("g2", "not lin's"));
      const auto b = chat.append(said("g1", "b"));
      CHECK(texts(chat.changes("lin", 0, 9)) == Texts{"a", "b"});
      CHECK(texts(chat.changes("lin", 0, 1)) == Texts{"a"});
      CHECK(texts(chat.changes("lin", a.change, 9)) == Texts{"b"});
      CHECK(chat.changes("lin", chat.newest_change(), 9).empty());
      const auto seen = chat.newest_change();
      CHECK(chat.change("g1", a.id, saying("a, edited")));
      CHECK_FALSE(chat.change("g2", a.id, saying("x")));
      CHECK_FALSE(chat.change("g1", b.id + 1, saying("x")));
      const auto news = chat.changes("lin", seen, 9);
      REQUIRE(news.size() == 1);
      CHECK(news[0].id == a.id);
      CHECK(news[0].edited);
      CHECK(news[0].change == chat.newest_change());
      CHECK(texts(chat.changes("lin", 0, 9)) == Texts{"b", "a, edited"});
      CHECK(texts(chat.messages("g1", 0, 9)) == Texts{"a, edited", "b"});
    });
  });
}

TEST_CASE("a token is one account's until it ends or is taken away") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      tx.local_chat().put_token("link", "h1", "lin", second(10));
      tx.local_chat().put_token("session", "h2", "lin", second(20));
    });
    kept.reopen();
    kept.write([](Tx& tx) {
      auto& chat = tx.local_chat();
      CHECK(chat.token("link", "h1", second(9)) == "lin");
      CHECK_FALSE(chat.token("link", "h1", second(10)));
      CHECK_FALSE(chat.token("session", "h1", second(9)));
      chat.remove_token("link", "h1");
      CHECK_FALSE(chat.token("link", "h1", second(9)));
      chat.forget_tokens(second(20));
      CHECK_FALSE(chat.token("session", "h2", second(9)));
    });
  });
}
