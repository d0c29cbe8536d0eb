// Talks to a Twin service: starts runs, waits for them, decides gates. No dependencies; Node 20 and browsers (ES modules,
// fetch). Types are in twin.d.ts. A request that makes or decides something carries an Idempotency-Key of its own, so that
// it can be sent again after a broken connection without being done twice.

/** What the service refused: an RFC 9457 problem document. `type` is stable, `detail` is for people. */
export class TwinError extends Error {
  constructor(problem, response) {
    super(problem.detail ?? problem.title ?? `HTTP ${response.status}`);
    this.name = "TwinError";
    this.type = problem.type ?? "about:blank";
    this.status = response.status;
    this.problem = problem;
  }
}

const attempts = 4;
const pauseMilliseconds = 200;

export class Twin {
  #url;
  #key;
  #fetch;

  constructor({ url = "http://127.0.0.1:8700", key, fetch = globalThis.fetch } = {}) {
    this.#url = url.replace(/\/+$/, "");
    this.#key = key;
    this.#fetch = (...request) => fetch(...request);

    const run = (id) => `/v1/runs/${encodeURIComponent(id)}`;
    const skill = (name) => `/v1/skills/${encodeURIComponent(name)}`;

    this.agents = {
      run: (request, options) => this.#do("/v1/agents/run", request, options),
    };
    this.skills = {
      run: (name, request = {}, options) => this.#do(`${skill(name)}/run`, request, options),
      get: (name, { version, signal } = {}) => this.#read(skill(name), { version }, signal),
      put: (name, source, { signal } = {}) => this.#json("PUT", skill(name), { body: { source }, signal }),
      list: (options) => this.#pages("/v1/skills", "skills", options),
      versions: async (name, { signal } = {}) => (await this.#read(`${skill(name)}/versions`, {}, signal)).versions,
    };
    this.schedules = {
      list: async ({ skill: name, signal } = {}) => (await this.#read("/v1/schedules", { skill: name }, signal)).schedules,
    };
    this.runs = {
      get: (id, { wait, signal } = {}) => this.#run("GET", run(id), { query: { wait }, signal }),
      list: (options) => this.#pages("/v1/runs", "runs", options),
      approve: (id, decision = {}, options) => this.#do(`${run(id)}/approve`, decision, options),
      reject: (id, decision, options) => this.#do(`${run(id)}/reject`, decision, options),
      cancel: (id, request = {}, options) => this.#do(`${run(id)}/cancel`, request, options),
      settled: (id, options) => this.#settled(run(id), options),
      steps: async (id, { signal } = {}) => (await this.#read(`${run(id)}/steps`, {}, signal)).steps,
      audit: async (id, { signal } = {}) => (await this.#read(`${run(id)}/audit`, {}, signal)).entries,
      events: (id, options) => this.#events(`${run(id)}/events`, options),
    };
    this.events = (options) => this.#events("/v1/events", options);
  }

  // A request that is done once, however often it has to be sent.
  #do(path, body, { idempotencyKey = crypto.randomUUID(), signal } = {}) {
    return this.#run("POST", path, { body, signal, headers: { "idempotency-key": idempotencyKey } });
  }

  async #run(method, path, options) {
    const response = await this.#send(method, path, options);
    return withHeaders(await response.json(), response);
  }

  async #json(method, path, options) {
    return (await this.#send(method, path, options)).json();
  }

  #read(path, query, signal) {
    return this.#json("GET", path, { query, signal });
  }

  // Waits, for as long as it takes, until the run is no longer as `until` finds it unfit. Default: until it has ended or
  // waits for a person.
  async #settled(path, { until = (run) => run.status !== "running" && run.status !== "waiting", signal } = {}) {
    let run = await this.#run("GET", path, { signal });
    while (!until(run)) {
      const response = await this.#send("GET", path, {
        query: { wait: "30s" }, headers: { "if-none-match": run.response.etag }, signal,
      });
      if (response.status !== 304) run = withHeaders(await response.json(), response);
    }
    return run;
  }

  async *#pages(path, name, { signal, ...query } = {}) {
    let cursor;
    do {
      const page = await this.#read(path, { ...query, cursor }, signal);
      yield* page[name];
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }

  // Goes on where it was when the connection breaks.
  async *#events(path, { lastEventID, signal } = {}) {
    let last = lastEventID;
    while (!signal?.aborted) {
      const response = await this.#send("GET", path, {
        headers: { accept: "text/event-stream", ...(last === undefined ? {} : { "last-event-id": String(last) }) }, signal,
      });
      try {
        for await (const event of eventsOf(response.body)) {
          if (event.id !== undefined) last = event.id;
          yield event;
        }
      } catch (error) {
        if (signal?.aborted) return;
        if (error instanceof TwinError) throw error;
      }
      await pause(pauseMilliseconds, signal);
    }
  }

  async #send(method, path, { query = {}, body, headers = {}, signal } = {}) {
    const url = new URL(this.#url + path);
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) if (one !== undefined) url.searchParams.append(name, String(one));
    }
    const request = { method, signal, headers: { accept: "application/json", ...headers } };
    if (this.#key) request.headers.authorization = `Bearer ${this.#key}`;
    if (body !== undefined) {
      request.headers["content-type"] = "application/json";
      request.body = JSON.stringify(body);
    }
    // POST only with a key that makes it safe to say again.
    const isSafe = method !== "POST" || "idempotency-key" in request.headers;
    for (let attempt = 1; ; attempt++) {
      let response;
      try {
        response = await this.#fetch(url, request);
      } catch (error) {
        if (signal?.aborted || !isSafe || attempt === attempts) throw error;
        await pause(pauseMilliseconds * 2 ** attempt, signal);
        continue;
      }
      if (response.ok || response.status === 304) return response;
      const problem = await response.json().catch(() => ({}));
      const isPassing = response.status === 503 || problem.type === "urn:twin:problem:idempotency-key-in-use";
      if (!isSafe || !isPassing || attempt === attempts) throw new TwinError(problem, response);
      await pause(pauseMilliseconds * 2 ** attempt, signal);
    }
  }
}

function withHeaders(run, response) {
  const header = (name) => response.headers.get(name) ?? "";
  run.response = {
    status: header("x-twin-status"), skill: header("x-twin-skill"), modelCalls: Number(header("x-twin-llm-calls")),
    credits: Number(header("x-twin-credits")), cache: header("x-twin-cache"), etag: header("etag"),
    replayed: header("idempotency-replayed") === "true",
  };
  return run;
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
    function done() {
      signal?.removeEventListener("abort", abort);
      resolve();
    }
    function abort() {
      clearTimeout(timer);
      reject(signal.reason);
    }
  });
}

// Server-sent events, as the service writes them: id, event and one line of data.
async function* eventsOf(body) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  try {
    while (true) {
      const { value, done } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      let end;
      while ((end = text.indexOf("\n\n")) >= 0) {
        const event = {};
        for (const line of text.slice(0, end).split("\n")) {
          const colon = line.indexOf(": ");
          if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 2);
        }
        text = text.slice(end + 2);
        if (event.data === undefined) continue;
        yield {
          id: event.id === undefined ? undefined : Number(event.id), name: event.event, data: JSON.parse(event.data),
        };
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
