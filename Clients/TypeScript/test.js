// The five lines of the README against a real service, and twin.js against its declarations. Run by the package's tests.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Twin, TwinError } from "./twin.js";

const twin = new Twin({ url: process.env.TWIN_URL, key: process.env.TWIN_API_KEY });
const goal = "sign in to the portal";
const url = "https://portal.example.com/login";
const otp = "123456";

const run = await twin.agents.run({ goal, url });
if (run.status === "awaiting_approval") {
  // surface run.pendingStep to a person, then:
  const done = await twin.runs.approve(run.id, { input: otp });
  assert.equal(done.status, "completed");
  console.log(done.response.status);
}

// What is refused has a stable type.
await assert.rejects(twin.runs.approve(run.id), (error) => error instanceof TwinError && error.status === 409);
await assert.rejects(new Twin({ url: process.env.TWIN_URL }).runs.get(run.id), { status: 401 });
for await (const one of twin.runs.list({ status: "completed", limit: 1 })) assert.equal(one.id, run.id);
for await (const event of twin.runs.events(run.id)) {
  assert.equal(event.name, "run");
  assert.equal(event.data.id, run.id);
  break;
}

// Every method is declared, and every declared one is there.
const declared = readFileSync(new URL("./twin.d.ts", import.meta.url), "utf8");
for (const group of ["agents", "skills", "schedules", "runs"]) {
  const body = declared.slice(declared.indexOf(`readonly ${group}: {`));
  const names = [...body.slice(0, body.indexOf("\n  };")).matchAll(/^ {4}(\w+)\(/gm)].map((match) => match[1]);
  assert.deepEqual(Object.keys(twin[group]).sort(), names.sort(), group);
}
process.exit(0);
