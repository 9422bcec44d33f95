// What the page asks the server, as functions. Failures are thrown as Failed: `code` is the server's word for it.
// SPDX-License-Identifier: Apache-2.0

export class Failed extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const patience = 40000; // longer than the server keeps a poll

async function ask(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method === "POST") {
    headers["Content-Type"] = "application/json";
    headers["X-Chatops"] = "1";
  }
  let answer;
  try {
    answer = await fetch(`api/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new Failed(0, "unreachable");
  }
  let read = {};
  try {
    read = await answer.json();
  } catch {
    if (answer.ok) throw new Failed(0, "unreachable");
  }
  if (!answer.ok) throw new Failed(answer.status, read.error || (answer.status === 503 ? "busy" : `HTTP ${answer.status}`));
  return read;
}

const query = (values) => new URLSearchParams(values).toString();
const group_path = (group) => `groups/${encodeURIComponent(group)}`;

export const me = () => ask("GET", "me");
export const groups = () => ask("GET", "groups");
export const messages = (group, before) => ask("GET", `${group_path(group)}/messages?${query({ before, limit: 40 })}`);
export const changes = (after, version) => ask("GET", `changes?${query({ after, groups: version })}`);
export const say_line = (group, text, key) => ask("POST", `${group_path(group)}/say`, { text, key });
export const click = (group, message, button) => ask("POST", `${group_path(group)}/click`, { message, button });
export const answer = (group, form, filled) =>
  ask("POST", `${group_path(group)}/forms/${encodeURIComponent(form)}`, { answer: filled });
export const options = (group, form, asked) =>
  ask("GET", `${group_path(group)}/forms/${encodeURIComponent(form)}/options?${query(asked)}`);
export const complete = (group, text) => ask("GET", `${group_path(group)}/complete?${query({ text })}`);
export const log_out = () => ask("POST", "logout", {});
