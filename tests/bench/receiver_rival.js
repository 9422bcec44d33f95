// The rival of server_bench.py: a receiver of the same deliveries with the same checks, written with Node's `http`. It keeps which
// it has seen in memory, and nothing on the disk.
// SPDX-License-Identifier: Apache-2.0
"use strict";
const crypto = require("crypto");
const http = require("http");

const secret = process.argv[2];
const seen = new Set();
const cap = 1 << 20;

function verified(body, signature) {
  const wanted = Buffer.from("sha1=" + crypto.createHmac("sha1", secret).update(body).digest("hex"));
  const given = Buffer.from(signature || "");
  return given.length === wanted.length && crypto.timingSafeEqual(given, wanted);
}

function answer(response, status, text) {
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}

const server = http.createServer((request, response) => {
  if (request.method !== "POST" || !request.url.startsWith("/hooks/")) return answer(response, 404, "{}");
  if (Number(request.headers["content-length"] || 0) > cap) return answer(response, 413, "{}");
  const pieces = [];
  let size = 0;
  request.on("data", (piece) => {
    size += piece.length;
    if (size > cap) request.destroy();
    else pieces.push(piece);
  });
  request.on("end", () => {
    const ok = verified(Buffer.concat(pieces), request.headers["x-coding-signature"]);
    const known = seen.has(request.headers["x-coding-delivery"]);
    if (ok) seen.add(request.headers["x-coding-delivery"]);
    answer(response, ok ? 200 : 401, ok ? (known ? "known" : "accepted") : "{}");
  });
});
server.keepAliveTimeout = 60000;
server.listen(0, "127.0.0.1", 1024, () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
