// Routes and answers of the distribution protocol.
// SPDX-License-Identifier: Apache-2.0
#include "registry/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "crypto/crypto.hpp"
#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

constexpr std::string_view oci_manifest = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view oci_index = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view docker_manifest = "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::string_view docker_list =
    "application/vnd.docker.distribution.manifest.list.v2+json";

net::ServerResponse respond(int status, std::string body = "",
                            std::string type = "application/json; charset=utf-8") {
  net::ServerResponse out{
      status, {{"Docker-Distribution-Api-Version", "registry/2.0"}}, std::move(body)};
  if (!out.body.empty()) out.headers.add("Content-Type", std::move(type));
  return out;
}

net::ServerResponse fail(int status, std::string_view code, std::string_view message,
                         Json detail = nullptr) {
  const Json error = {{"code", code}, {"message", message}, {"detail", std::move(detail)}};
  return respond(status, net::dump(Json{{"errors", Json::array({error})}}));
}

net::ServerResponse name_unknown(const std::string& name) {
  return fail(404, "NAME_UNKNOWN", "repository name not known to registry", {{"name", name}});
}

std::string host_of(const net::ServerRequest& request) {
  return std::string(request.headers.get("Host").value_or("127.0.0.1"));
}

net::ServerResponse challenge(const net::ServerRequest& request, std::string_view repository,
                              std::string_view actions, bool insufficient) {
  auto out = fail(401, "UNAUTHORIZED", "authentication required");
  auto text = fmt::format("Bearer realm=\"http://{}/v2/token\",service=\"{}\"", host_of(request),
                          TokenDesk::service);
  if (!repository.empty()) text += fmt::format(",scope=\"repository:{}:{}\"", repository, actions);
  if (insufficient) text += ",error=\"insufficient_scope\"";
  out.headers.add("WWW-Authenticate", std::move(text));
  return out;
}

/// Docker types are served to everybody; OCI ones only to clients that name them, as
/// docker-registry 2.8 does.
bool accepts(const net::ServerRequest& request, std::string_view media_type) {
  if (media_type != oci_manifest && media_type != oci_index) return true;
  return std::ranges::any_of(request.headers.all("Accept"), [&](std::string_view value) {
    return value.find(media_type) != std::string_view::npos;
  });
}

/// The descriptors that must exist before a manifest may be stored; false when the shape is none.
bool references(const Json& json, std::vector<std::string>& blobs,
                std::vector<std::string>& manifests, std::int64_t& size) {
  const auto take = [&](const Json& descriptor, std::vector<std::string>& into) {
    const auto digest = net::text_of(net::member(descriptor, "digest"));
    if (!digest || !BlobStore::valid_digest(*digest)) return false;
    size += net::integer_of(net::member(descriptor, "size")).value_or(0);
    into.push_back(*digest);
    return true;
  };
  if (const auto& list = net::member(json, "manifests"); list.is_array())
    return std::ranges::all_of(list, [&](const Json& each) { return take(each, manifests); });
  const auto& layers = net::member(json, "layers");
  return layers.is_array() && take(net::member(json, "config"), blobs) &&
         std::ranges::all_of(layers, [&](const Json& each) { return take(each, blobs); });
}

}  // namespace

struct Distribution::Route {
  std::string repository, kind, reference;  ///< kind: manifests, blobs, uploads, tags

  /// Nothing when the path is none of the protocol's.
  static std::optional<Route> parse(std::string_view path) {
    path.remove_prefix(std::string_view("/v2/").size());
    if (path.ends_with("/tags/list"))
      return Route{std::string(path.substr(0, path.size() - 10)), "tags", ""};
    for (const std::string_view kind : {"/blobs/uploads/", "/blobs/", "/manifests/"}) {
      const auto at = path.rfind(kind);
      if (at == std::string_view::npos || at == 0) continue;
      const auto name = kind == "/blobs/uploads/" ? "uploads" : kind.substr(1, kind.size() - 2);
      return Route{std::string(path.substr(0, at)), std::string(name),
                   std::string(path.substr(at + kind.size()))};
    }
    return std::nullopt;
  }
};

Distribution::Distribution(World& world, BlobStore& store)
    : world_(world), store_(store), tokens_(world) {}

net::ServerResponse Distribution::answer(const net::ServerRequest& request) {
  if (request.path == "/v2/token") return tokens_.answer(request);
  if (request.path == "/v2" || request.path == "/v2/") {
    if (tokens_.check(request, "", "") != TokenDesk::Verdict::allowed)
      return challenge(request, "", "", false);
    return respond(200, "{}");
  }
  const auto route = request.path.starts_with("/v2/") ? Route::parse(request.path) : std::nullopt;
  if (!route) return {404, {{"Content-Type", "text/plain; charset=utf-8"}}, "404 page not found\n"};
  if (!BlobStore::valid_repository(route->repository))
    return fail(400, "NAME_INVALID", "invalid repository name", {{"name", route->repository}});
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const std::string_view action = request.method == "DELETE"          ? "delete"
                                  : reads && route->kind != "uploads" ? "pull"
                                                                      : "push";
  const auto verdict = tokens_.check(request, route->repository, action);
  if (verdict != TokenDesk::Verdict::allowed)
    return challenge(request, route->repository, action == "push" ? "pull,push" : action,
                     verdict == TokenDesk::Verdict::insufficient);
  if (route->kind == "manifests") return manifest(request, *route);
  if (route->kind == "blobs") return blob(request, *route);
  if (route->kind == "uploads") return upload(request, *route);
  return tags(request, *route);
}

/// An artifact's owner may forbid its download (ForbiddenArtifactVersion); other tags of the same
/// image stay open.
bool Distribution::forbidden(const std::string& repository, const std::string& digest) const {
  const auto first = repository.find('/'), second = repository.find('/', first + 1);
  if (second == std::string::npos) return false;
  return world_.read([&](const Model& model) {
    const auto* package = model.package(repository.substr(first + 1, second - first - 1),
                                        repository.substr(second + 1));
    return package != nullptr && std::ranges::any_of(model.versions, [&](const Version& version) {
             return version.package_id == package->id && version.forbidden &&
                    version.digest == digest;
           });
  });
}

net::ServerResponse Distribution::manifest(const net::ServerRequest& request, const Route& route) {
  const bool by_digest = BlobStore::valid_digest(route.reference);
  if (!by_digest && !BlobStore::valid_tag(route.reference))
    return route.reference.find(':') != std::string::npos
               ? fail(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
               : fail(404, "MANIFEST_INVALID", "manifest invalid");
  if (request.method == "PUT") return put_manifest(request, route);
  const Json detail = by_digest ? Json{{"Name", route.repository}, {"Revision", route.reference}}
                                : Json{{"Tag", route.reference}};
  if (request.method == "DELETE") {
    if (!by_digest) return fail(405, "UNSUPPORTED", "The operation is unsupported.");
    if (!store_.remove_manifest(route.repository, route.reference))
      return fail(404, "MANIFEST_UNKNOWN", "manifest unknown", detail);
    if (removed_) removed_(route.repository, route.reference);
    return respond(202);
  }
  if (request.method != "GET" && request.method != "HEAD")
    return fail(405, "UNSUPPORTED", "The operation is unsupported.");
  const auto found = store_.manifest(route.repository, route.reference);
  if (!found) return fail(404, "MANIFEST_UNKNOWN", "manifest unknown", detail);
  if (forbidden(route.repository, found->digest))
    return fail(403, "DENIED", "requested access to the resource is denied", detail);
  if (!accepts(request, found->media_type))
    return fail(404, "MANIFEST_UNKNOWN",
                found->media_type == oci_index
                    ? "OCI index found, but accept header does not support OCI indexes"
                    : "OCI manifest found, but accept header does not support OCI manifests");
  auto out = respond(200, found->body, found->media_type);
  const auto etag = "\"" + found->digest + "\"";
  out.headers.add("Docker-Content-Digest", found->digest);
  out.headers.add("Etag", etag);
  if (request.headers.get("If-None-Match") == etag) {
    out.status = 304;
    out.body.clear();
  }
  return out;
}

net::ServerResponse Distribution::put_manifest(const net::ServerRequest& request,
                                               const Route& route) {
  const auto type = std::string(request.headers.get("Content-Type").value_or(""));
  const auto json = net::parse_json(request.body);
  if (!json || !json->is_object() || net::integer_of(net::member(*json, "schemaVersion")) != 2)
    return fail(400, "MANIFEST_INVALID", "manifest invalid");
  const bool known =
      type == oci_manifest || type == oci_index || type == docker_manifest || type == docker_list;
  const auto inside = net::text_of(net::member(*json, "mediaType"));
  std::vector<std::string> blobs, manifests;
  std::int64_t size = 0;
  if (!known || (inside && *inside != type) || !references(*json, blobs, manifests, size))
    return fail(400, "MANIFEST_INVALID", "manifest invalid");
  for (const auto& digest : blobs)
    if (!store_.has_blob(route.repository, digest))
      return fail(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", {{"digest", digest}});
  for (const auto& digest : manifests)
    if (!store_.manifest(route.repository, digest))
      return fail(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", {{"digest", digest}});
  const bool by_digest = BlobStore::valid_digest(route.reference);
  if (by_digest && "sha256:" + crypto::sha256_hex(request.body) != route.reference)
    return fail(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
  const auto digest =
      store_.put_manifest(route.repository, type, request.body, by_digest ? "" : route.reference);
  if (!by_digest && pushed_) pushed_(route.repository, route.reference, digest, size);
  auto out = respond(201);
  out.headers.add("Location", fmt::format("http://{}/v2/{}/manifests/{}", host_of(request),
                                          route.repository, digest));
  out.headers.add("Docker-Content-Digest", digest);
  return out;
}

net::ServerResponse Distribution::blob(const net::ServerRequest& request, const Route& route) {
  if (!BlobStore::valid_digest(route.reference))
    return fail(404, "DIGEST_INVALID", "provided digest did not match uploaded content");
  if (request.method != "GET" && request.method != "HEAD")
    return fail(405, "UNSUPPORTED", "The operation is unsupported.");
  auto bytes = store_.blob(route.repository, route.reference);
  if (!bytes)
    return fail(404, "BLOB_UNKNOWN", "blob unknown to registry", {{"digest", route.reference}});
  net::ServerResponse out = respond(200);
  out.body = std::move(*bytes);
  out.headers.add("Content-Type", "application/octet-stream");
  out.headers.add("Docker-Content-Digest", route.reference);
  out.headers.add("Etag", "\"" + route.reference + "\"");
  out.headers.add("Cache-Control", "max-age=31536000");
  return out;
}

net::ServerResponse Distribution::upload(const net::ServerRequest& request, const Route& route) {
  if (route.reference.empty())
    return request.method == "POST" ? begin_upload(request, route)
                                    : fail(405, "UNSUPPORTED", "The operation is unsupported.");
  const bool plain = std::ranges::all_of(
      route.reference, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
  if (!plain || !store_.upload_size(route.reference))
    return fail(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
  if (request.method == "DELETE") {
    store_.cancel_upload(route.reference);
    return respond(204);
  }
  return continue_upload(request, route);
}

namespace {

net::ServerResponse upload_state(const net::ServerRequest& request, const std::string& repository,
                                 const std::string& id, std::uintmax_t size, int status) {
  auto out = respond(status);
  out.headers.add("Location", fmt::format("http://{}/v2/{}/blobs/uploads/{}", host_of(request),
                                          repository, id));
  out.headers.add("Range", fmt::format("0-{}", size == 0 ? 0 : size - 1));
  out.headers.add("Docker-Upload-UUID", id);
  return out;
}

net::ServerResponse blob_created(const net::ServerRequest& request, const std::string& repository,
                                 const std::string& digest) {
  auto out = respond(201);
  out.headers.add("Location",
                  fmt::format("http://{}/v2/{}/blobs/{}", host_of(request), repository, digest));
  out.headers.add("Docker-Content-Digest", digest);
  return out;
}

/// Where a chunk begins, by its Content-Range ("0-99" or "bytes 0-99/100"); nothing when it does
/// not say.
std::optional<std::uintmax_t> chunk_start(const net::ServerRequest& request) {
  const auto header = request.headers.get("Content-Range");
  if (!header) return std::nullopt;
  const std::string text(header->substr(header->starts_with("bytes ") ? 6 : 0));
  std::uintmax_t start = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), start).ec != std::errc{})
    return ~std::uintmax_t{0};
  return start;
}

}  // namespace

net::ServerResponse Distribution::begin_upload(const net::ServerRequest& request,
                                               const Route& route) {
  if (const auto mount = request.parameter("mount"); mount && BlobStore::valid_digest(*mount)) {
    const auto from = request.parameter("from");
    const bool readable =
        from && tokens_.check(request, *from, "pull") == TokenDesk::Verdict::allowed;
    if (readable && store_.has_blob(*from, *mount) && store_.link_blob(route.repository, *mount))
      return blob_created(request, route.repository, *mount);
  }
  const auto id = world_.uuid();
  store_.begin_upload(id);
  return upload_state(request, route.repository, id, 0, 202);
}

net::ServerResponse Distribution::continue_upload(const net::ServerRequest& request,
                                                  const Route& route) {
  const auto& id = route.reference;
  const auto size = *store_.upload_size(id);
  if (request.method == "GET") return upload_state(request, route.repository, id, size, 204);
  if (request.method != "PATCH" && request.method != "PUT")
    return fail(405, "UNSUPPORTED", "The operation is unsupported.");
  if (const auto start = chunk_start(request); start && *start != size)
    return fail(416, "RANGE_INVALID", "invalid content range");
  const auto digest = request.parameter("digest");
  if (request.method == "PUT" && (!digest || !BlobStore::valid_digest(*digest)))
    return fail(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
  if (!request.body.empty()) store_.append(id, request.body);
  if (request.method == "PATCH")
    return upload_state(request, route.repository, id, size + request.body.size(), 202);
  if (!store_.finish_upload(id, route.repository, *digest)) {
    store_.cancel_upload(id);
    return fail(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
  }
  return blob_created(request, route.repository, *digest);
}

net::ServerResponse Distribution::tags(const net::ServerRequest& request, const Route& route) {
  if (request.method != "GET") return fail(405, "UNSUPPORTED", "The operation is unsupported.");
  auto names = store_.tags(route.repository);
  if (!names) return name_unknown(route.repository);
  const auto last = request.parameter("last");
  if (last) std::erase_if(*names, [&](const std::string& name) { return name <= *last; });
  std::optional<std::string> link;
  if (const auto n = request.parameter("n")) {
    std::size_t count = 0;
    const auto parsed = std::from_chars(n->data(), n->data() + n->size(), count);
    if (parsed.ec != std::errc{} || parsed.ptr != n->data() + n->size())
      return fail(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested");
    if (names->size() > count) {
      names->resize(count);
      if (count > 0)
        link = fmt::format("</v2/{}/tags/list?last={}&n={}>; rel=\"next\"", route.repository,
                           net::percent_encode(names->back()), count);
    }
  }
  auto out = respond(200, net::dump(Json{{"name", route.repository}, {"tags", *names}}));
  if (link) out.headers.add("Link", *link);
  return out;
}

}  // namespace chatops::sandbox
