// The table of routes, and what every request goes through before its own handler.
// SPDX-License-Identifier: Apache-2.0
#include "server/page/page.hpp"

#include <algorithm>

#include "crypto/crypto.hpp"
#include "server/page/answers.hpp"
#include "server/page/files.hpp"
#include "server/page/login.hpp"
#include "server/page/view.hpp"

namespace chatops::server {

namespace {

constexpr Millis read_deadline{10'000}, reading_time{10'000}, acting_time{60'000},
    poll_time{25'000};
constexpr std::size_t small_body = 4U << 10U, line_body = 32U << 10U, form_body = 512U << 10U;
constexpr int news_at_once = 100;

net::WorkerPool::Blocking no_handler() {
  return [](const net::ServerRequest&) { return net::ServerResponse{.status = 404}; };
}

net::ServerResponse redirect_answer(int status, std::string to) {
  auto out = page_answer(status, "", "");
  out.headers.add("Location", std::move(to));
  out.headers.add("Cache-Control", "no-store");
  return out;
}

net::Route open_route(std::string path, net::Handler handler) {
  return {.method = "GET",
          .path = std::move(path),
          .authentication = net::Authentication::open,
          .body_cap = 0,
          .read_deadline = read_deadline,
          .answer_deadline = reading_time,
          .handler = std::move(handler)};
}

}  // namespace

Page::Page(core::Store& store, ChatDoor& door, const Clock& clock, Random& random,
           PageOptions options)
    : store_(store),
      door_(door),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      start_(std::to_string(random.next())),
      reading_(std::in_place, options_.reading_threads, options_.queue, no_handler()),
      acting_(std::in_place, options_.acting_threads, options_.queue, no_handler()),
      polls_(
          *reading_, [this](const net::ServerRequest& request) { return news(request); },
          [] { return json_answer({{"messages", net::Json::array()}}); }) {}

Page::~Page() {
  acting_.reset();  // what is at work uses all the rest
  reading_.reset();
}

void Page::groups_changed() {
  ++groups_changes_;
  polls_.changed();
}

std::string Page::groups_version() const {
  return start_ + "-" + std::to_string(groups_changes_.load());
}

bool Page::is_https(const net::ServerRequest& request) const {
  return request.peer.tls || options_.origin.starts_with("https://");
}

net::Authenticate Page::authenticate() const {
  return [](const net::ServerRequest& request) -> std::optional<net::Principal> {
    const auto cookie = request.cookie(session_cookie);
    auto hash = cookie ? hash_of_token(*cookie) : std::nullopt;
    if (!hash) return std::nullopt;
    return net::Principal{.id = "session:" + *hash, .session = *hash};
  };
}

std::vector<net::Route> Page::routes() {
  std::vector<net::Route> out;
  for (const PageFile& file : page_files()) out.push_back(file_route(file));
  out.push_back(open_route("/chat", [](const net::ServerRequest&, const net::Respond& respond) {
    respond(redirect_answer(308, "/chat/"));
  }));
  out.push_back(open_route(
      "/chat/login", reading_->handler([this](const auto& request) { return log_in(request); })));
  out.push_back(reading("/chat/api/me", [this](const Visit& visit) { return me(visit); }));
  out.push_back(reading("/chat/api/groups", [this](const Visit& visit) { return groups(visit); }));
  const std::string group = "/chat/api/groups/{group}";
  out.push_back(
      reading(group + "/messages", [this](const Visit& visit) { return messages(visit); }));
  out.push_back(
      reading(group + "/complete", [this](const Visit& visit) { return complete(visit); }));
  out.push_back(reading(group + "/forms/{form}/options",
                        [this](const Visit& visit) { return options(visit); }));
  net::Route changes = reading("/chat/api/changes", {});
  changes.answer_deadline = poll_time;
  changes.poll_end = [] { return json_answer({{"messages", net::Json::array()}}); };
  changes.handler = polls_.handler();
  out.push_back(std::move(changes));
  out.push_back(
      acting(group + "/say", line_body, [this](const Visit& visit) { return say(visit); }));
  out.push_back(
      acting(group + "/click", small_body, [this](const Visit& visit) { return click(visit); }));
  out.push_back(acting(group + "/forms/{form}", form_body,
                       [this](const Visit& visit) { return fill_in(visit); }));
  out.push_back(acting("/chat/api/logout", small_body,
                       [this](const Visit& visit) { return log_out(visit); }));
  return out;
}

net::Route Page::file_route(const PageFile& file) const {
  auto whole = page_answer(200, file.type, std::string(file.text));
  const std::string tag = "\"" + crypto::sha256_hex(file.text).substr(0, 32) + "\"";
  whole.headers.add("Cache-Control", "no-cache");
  whole.headers.add("ETag", tag);
  auto same = page_answer(304, "", "");
  same.headers.add("ETag", tag);
  return open_route("/chat/" + std::string(file.name),
                    [whole, same, tag](const net::ServerRequest& request, const auto& respond) {
                      const auto has = request.headers.get("If-None-Match");
                      respond(has == std::string_view(tag) ? same : whole);
                    });
}

net::Route Page::reading(std::string path, Work work) {
  return {.method = "GET",
          .path = std::move(path),
          .authentication = net::Authentication::session,
          .body_cap = 0,
          .read_deadline = read_deadline,
          .answer_deadline = reading_time,
          .handler = reading_->handler([this, work = std::move(work)](const auto& request) {
            return answer(request, work);
          })};
}

net::Route Page::acting(std::string path, std::size_t body_cap, Work work) {
  return {.method = "POST",
          .path = std::move(path),
          .authentication = net::Authentication::session,
          .body_cap = body_cap,
          .read_deadline = read_deadline,
          .answer_deadline = acting_time,
          .handler = acting_->handler([this, work = std::move(work)](const auto& request) {
            return answer(request, [&](const Visit& visit) {
              check_own_page(request, options_.origin);
              return work(visit);
            });
          })};
}

/// Throws Refused{401} for nobody, and {404} for a group that the person is not in, as for none.
Visit Page::visit(core::Tx& tx, const net::ServerRequest& request) const {
  auto person = request.principal ? account_of_session(tx, request.principal->session, clock_.now())
                                  : std::nullopt;
  if (!person) throw Refused{401, "not_logged_in"};
  Visit out{request, std::move(*person), {}, request.principal->session};
  const std::string id(request.segment("group"));
  if (id.empty()) return out;
  auto group = tx.local_chat().group(id);
  if (!group || !std::binary_search(group->members.begin(), group->members.end(), out.person.id))
    throw Refused{404, "not_found"};
  out.group = std::move(*group);
  return out;
}

net::ServerResponse Page::answer(const net::ServerRequest& request, const Work& work) {
  try {
    std::optional<Visit> found;
    store_.read([&](core::Tx& tx) { found.emplace(visit(tx, request)); });
    return json_answer(work(*found));
  } catch (const Refused& refused) {
    return refusal(refused);
  } catch (const Error& error) {
    return refusal(error);
  } catch (const Interrupted&) {
    return refusal(Refused{503, "busy"});
  } catch (const std::exception&) {
    return refusal(Refused{500, "internal_error"});
  }
}

net::ServerResponse Page::log_in(const net::ServerRequest& request) {
  // What only looks at a link, or fetches it ahead, must not use it up.
  const bool ahead =
      request.headers.get("Sec-Purpose").value_or("").find("prefetch") != std::string_view::npos;
  if (request.method != "GET" || ahead) return refusal(Refused{403, "not_now"});
  try {
    const auto session =
        begin_session(store_, request.parameter("token").value_or(""), clock_.now(), random_);
    if (!session) return redirect_answer(303, "/chat/?login=used");
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(session_life).count();
    auto out = redirect_answer(303, "/chat/");
    out.headers.add("Set-Cookie", std::string(session_cookie) + "=" + *session +
                                      "; Path=/chat; HttpOnly; SameSite=Strict; Max-Age=" +
                                      std::to_string(age) + (is_https(request) ? "; Secure" : ""));
    return out;
  } catch (const Error& error) {
    return refusal(error);
  }
}

std::optional<net::ServerResponse> Page::news(const net::ServerRequest& request) {
  bool some = false;
  auto found = answer(request, [&](const Visit& visit) {
    const std::int64_t after = count_parameter(request, "after", 0);
    const std::string version = groups_version();
    net::Json out{{"version", version}, {"messages", net::Json::array()}};
    store_.read([&](core::Tx& tx) {
      const auto fresh = tx.local_chat().changes(visit.person.id, after, news_at_once);
      if (!fresh.empty()) out["change"] = fresh.back().change;
      out["messages"] = messages_json(tx.local_chat(), fresh, visit.person.id);
    });
    some = !out["messages"].empty() || short_parameter(request, "groups") != version;
    return out;
  });
  return some || found.status != 200 ? std::optional(std::move(found)) : std::nullopt;
}

}  // namespace chatops::server
