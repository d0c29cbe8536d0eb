// Types of twin.js.

export type RunStatus =
  | "running" | "awaiting_approval" | "waiting" | "completed" | "failed" | "rejected" | "cancelled";

export interface PendingStep {
  id: string;
  path: string;
  instance: string;
  kind: "approve" | "ask" | "choose" | "choice" | "dialog" | "in_doubt" | "budget" | "secrets" | "again";
  prompt: string;
  /** Fields by name, each a JSON Schema. */
  form: Record<string, unknown>;
  options: { value: unknown; label: string }[];
  show: Record<string, unknown>;
  allowed: unknown[];
  by: { roles: string[]; count: number; not_initiator: boolean };
  openedAt: string;
  expiresAt: string | null;
  /** Send it back as `seen`: a decision on anything else is refused. */
  evidence: string;
  /** `link`: where a screenshot or another capture is fetched. */
  captured: { name: string; mediaType: string; sha256: string; link: string }[];
}

export interface Artifact {
  path: string;
  mediaType: string;
  sha256: string;
  size: number;
  link: string;
}

/** What a step owes to earlier runs, and what it taught. */
export interface Note {
  kind: "reused" | "learned" | "drift" | "new_input" | "expired" | "ignored";
  subject: string;
  count: number;
  run?: string;
  by?: string;
  detail?: string;
}

export interface Step {
  index: number;
  /** Of a step of a called skill: `CALLID.STEPID`; these stand behind the run's own steps. */
  id: string;
  action: string;
  status: "queued" | "running" | "awaiting_approval" | "done" | "skipped" | "failed";
  count: number;
  ms: number;
  cost: number;
  artifacts?: Artifact[];
  /** How its gate ended, where nobody approved it. */
  gate?: "rejected" | "expired" | "withdrawn";
  learned?: Note[];
}

export interface Run {
  id: string;
  status: RunStatus;
  skill: string;
  program: string;
  snapshot: string | null;
  step: { index: number; of: number; id: string | null };
  resumedFrom: { step: number; of: number } | null;
  pendingStep: PendingStep | null;
  pendingSteps: PendingStep[];
  steps: Step[];
  /** Effects that are not to be done twice and were under way when they were stopped. */
  /** Only of a run that has been cancelled and has not ended yet. */
  cancelling?: { by: string; reason: string };
  sent?: { step: string; fate: "unheard" | "probing" | "in_doubt" | "done" | "failed"; known: string }[];
  outputs: unknown;
  error: { kind: string; message: string; step: string | null; line: number | null } | null;
  cost: { credits: number; modelCalls: number; tokens: number; humanDecisions: number; ms: number };
  initiator: string;
  startedAt: string;
  endedAt: string | null;
  /** What the answer's headers said. `status` also tells from which step the run went on. */
  response: {
    status: string; skill: string; modelCalls: number; credits: number; cache: string; etag: string; replayed: boolean;
  };
}

export interface RunSummary {
  id: string;
  status: RunStatus;
  skill: string;
  /** Null only of a run that cannot be read. */
  skillVersion: number | null;
  program: string | null;
  initiator: string;
  startedAt: string;
  endedAt: string | null;
  gates: { instance: string; openedAt: string; expiresAt: string | null }[];
  /** Only of a run that cannot be read: why. */
  damage?: string;
}

export interface Skill {
  name: string;
  version: number;
  program: string;
  registeredBy: string;
  registeredAt: string;
}

/** Found at the service's start and does not compile: nothing of its name is started until it is mended. */
export interface Broken { file: string; text: string; diagnostics: Record<string, unknown>[] }
/** No version of it ever compiled. */
export interface BrokenSkill { name: string; broken: Broken; source?: string }

export interface Schedule {
  skill: string;
  cron: string;
  zone: string;
  inputs: Record<string, unknown>;
  next: string | null;
  last: { at: string; run: string } | null;
}

export interface SkillDetail extends Skill {
  broken?: Broken;
  schedules: Schedule[];
  goal: string;
  also: string[];
  match: string[];
  inputs: Record<string, unknown>;
  permissions: { network: string[]; exec: string[]; read: string[]; write: string[] };
  source: string;
}

export interface TwinEvent {
  /** Of events that the audit log has. */
  id: number | undefined;
  name: string;
  data: Record<string, unknown>;
}

export interface RequestOptions { signal?: AbortSignal }
export interface OnceOptions extends RequestOptions { idempotencyKey?: string }
export interface StartRequest {
  inputs?: Record<string, unknown>;
  /** How long the answer may wait for the run to rest, as "30s"; at most "300s". */
  wait?: string;
  rehearse?: boolean;
}
interface Decision { gate?: string; comment?: string; seen?: string; wait?: string }
export interface Approval extends Decision { input?: unknown; choice?: unknown }
export interface Rejection extends Decision { reason: string }

export class TwinError extends Error {
  /** `urn:twin:problem:…`, stable. */
  readonly type: string;
  readonly status: number;
  readonly problem: Record<string, unknown>;
}

export class Twin {
  constructor(options?: { url?: string; key?: string; fetch?: typeof fetch });
  readonly agents: {
    run(request: StartRequest & { goal: string; url?: string }, options?: OnceOptions): Promise<Run>;
  };
  readonly skills: {
    run(name: string, request?: StartRequest & { version?: number }, options?: OnceOptions): Promise<Run>;
    get(name: string, options?: RequestOptions & { version?: number }): Promise<SkillDetail | BrokenSkill>;
    /** Registers a text; takes a key with the scope `author`, which is a person's. */
    put(name: string, source: string, options?: RequestOptions): Promise<Skill & { warnings?: string }>;
    list(options?: RequestOptions & { limit?: number }): AsyncGenerator<(Skill & { goal: string; broken?: Broken }) | BrokenSkill>;
    versions(name: string, options?: RequestOptions): Promise<Skill[]>;
  };
  readonly schedules: {
    list(options?: RequestOptions & { skill?: string }): Promise<Schedule[]>;
  };
  readonly runs: {
    get(id: string, options?: RequestOptions & { wait?: string }): Promise<Run>;
    list(
      options?: RequestOptions & { status?: RunStatus | RunStatus[]; skill?: string; limit?: number },
    ): AsyncGenerator<RunSummary>;
    approve(id: string, decision?: Approval, options?: OnceOptions): Promise<Run>;
    reject(id: string, decision: Rejection, options?: OnceOptions): Promise<Run>;
    cancel(id: string, request?: { reason?: string }, options?: OnceOptions): Promise<Run>;
    /** Resolves when `until` holds; default: when the run has ended or waits for a person. */
    settled(id: string, options?: RequestOptions & { until?: (run: Run) => boolean }): Promise<Run>;
    steps(id: string, options?: RequestOptions): Promise<Step[]>;
    audit(id: string, options?: RequestOptions): Promise<Record<string, unknown>[]>;
    events(id: string, options?: RequestOptions & { lastEventID?: number }): AsyncGenerator<TwinEvent>;
  };
  events(options?: RequestOptions & { lastEventID?: number }): AsyncGenerator<TwinEvent>;
}
