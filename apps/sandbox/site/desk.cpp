// Answering the desk's requests: who may ask, and turning a form into an order.
// SPDX-License-Identifier: Apache-2.0
#include "site/desk.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "crypto/crypto.hpp"
#include "net/json.hpp"
#include "site/desk_page.hpp"
#include "site/page.hpp"

namespace chatops::sandbox {
namespace {

using Fields = std::multimap<std::string, std::string>;

std::string form_decoded(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return net::percent_decode(spaced);
}

Fields fields_of_form(std::string_view body) {
  Fields fields;
  while (!body.empty()) {
    const auto end = body.find('&');
    const auto piece = body.substr(0, end);
    const auto equals = piece.find('=');
    if (equals != std::string_view::npos)
      fields.emplace(form_decoded(piece.substr(0, equals)), form_decoded(piece.substr(equals + 1)));
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
  }
  return fields;
}

std::string field_in(const Fields& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

/// Empty dates and names are left out; an empty assignee is nobody. Watchers are a list wherever
/// the form had them.
Json order_of(const Fields& fields) {
  Json order = Json::object();
  for (const auto& [name, value] : fields) {
    if (name == "word") continue;
    if (name == "watchers" || name == "with_watchers") {
      if (!order.contains("watchers")) order["watchers"] = Json::array();
      if (name == "watchers") order["watchers"].push_back(value);
    } else if (!value.empty() || name == "assignee") {
      order[name] = value;
    }
  }
  return order;
}

bool loopback(std::string_view host) {
  for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"})
    if (host == name || host.starts_with(std::string(name) + ":")) return true;
  return false;
}

/// A page of another site may send a form here, but neither under our origin nor with our word.
bool from_elsewhere(const net::ServerRequest& request) {
  const auto host = std::string(request.headers.get("Host").value_or(""));
  const auto origin = request.headers.get("Origin");
  const auto site = request.headers.get("Sec-Fetch-Site");
  return (origin && *origin != "http://" + host) || (site && *site != "same-origin");
}

net::ServerResponse desk_answer(int status, std::string html) {
  return {status,
          {{"Content-Type", "text/html; charset=utf-8"},
           {"Cache-Control", "no-store"},
           {"Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"},
           {"X-Content-Type-Options", "nosniff"},
           {"Referrer-Policy", "same-origin"}},
          std::move(html)};
}

}  // namespace

net::ServerResponse Desk::page(int status, const std::string& notice) const {
  const auto deliveries = hooks_.newest(12);
  return desk_answer(status, world_.read([&](const Model& model) {
    return desk_html(model, {word_, notice, deliveries});
  }));
}

net::ServerResponse Desk::perform(const net::ServerRequest& request) {
  const auto fields = fields_of_form(request.body);
  if (from_elsewhere(request) || !crypto::equal_in_constant_time(field_in(fields, "word"), word_))
    return page(403, "The form is not from this page; it was reloaded. Please try again.");
  const auto word = request.path.substr(std::string_view("/desk/").size());
  auto order = order_of(fields);
  try {
    if (!Orders::known(word)) throw Refusal{"ResourceNotFound", "There is no such form."};
    if (word == "commit") {
      order.erase("files");
      const bool built = world_.read([&](const Model& model) {
        const auto* depot = model.depot(net::text_in(order, "depot"));
        return depot != nullptr && find_by(model.jobs, &Job::depot_id, depot->id) != nullptr;
      });
      if (!built) throw Refusal{"ResourceNotFound", "There is no such repository."};
    }
    orders_.perform(word, order);
  } catch (const Refusal& why) {
    return page(409, why.message);
  } catch (const std::invalid_argument& why) {
    return page(400, why.what());
  }
  return {303, {{"Location", "/"}, {"Cache-Control", "no-store"}}, ""};
}

net::ServerResponse Desk::answer(const net::ServerRequest& request) {
  if (!loopback(request.headers.get("Host").value_or("")))
    return desk_answer(421, notice_html("421", "The desk answers at 127.0.0.1 and localhost."));
  if (request.path == "/")
    return request.method == "GET" || request.method == "HEAD"
               ? page(200, "")
               : desk_answer(405, notice_html("405", "Only to be read."));
  if (request.method != "POST") return desk_answer(404, notice_html("404", "Nothing is here."));
  return perform(request);
}

}  // namespace chatops::sandbox
