// The state machine of a job: the states, which of them are terminal, and every legal move between them.
// Migrations/M001Initial restates it as CHECKs; JobStateTests walks all pairs.

/// Where a job stands. A column of its row, never inferred.
///
/// ```
///             submit
///    ┌─────────┬──┴───────┬──────────┐
///  held    scheduled    blocked    queued ──claim──▶ running ──┬─ ok ───────────────▶ succeeded
///    │release  │due       │parents     ▲                       ├─ attempts left ──▶ retrying ─due─▶ queued
///    └─────────┴──────────┴────────────┘                       ├─ interrupted by stop ─▶ queued
///                                                              ├─ snoozed ──────────▶ scheduled
///                                                              ├─ exhausted ─────────▶ failed
///  any state before running ── cancel ─▶ cancelled             └─ cancelled ─────────▶ cancelled
///  any of them but held ── hold ─▶ held, and release gives the state that it would have now
///  failed | cancelled | skipped ── retry ─▶ queued
/// ```
///
/// | state | entered by | what is true in it |
/// |---|---|---|
/// | held | insert with `hold`, hold, pause | waits for `release` only; `reason` says so of one that was retrying |
/// | scheduled | insert, release, snooze | `runAt` is the due time; the timer knows the earliest one |
/// | blocked | insert with parents, release | at least one parent is not terminal |
/// | queued | insert, due, release, run-now, retry, interruption, a parent's end | may be claimed as soon as its limit key has room |
/// | running | claim | exactly one live attempt, owned by one boot of the daemon |
/// | retrying | apply, release | `runAt` is the next try; `reason` says why the last one did not do |
/// | succeeded, failed, cancelled, skipped | apply, cancel, expiry, a parent's end | final; `finishedAt` is set, nothing runs |
public enum JobState: Int, CaseIterable, Sendable {
  case held = 0
  case scheduled = 1
  case blocked = 2
  case queued = 3
  case running = 4
  case retrying = 5
  case succeeded = 6
  case failed = 7
  case cancelled = 8
  case skipped = 9

  /// Whether the job has ended: only an explicit `retry` changes its state any more.
  public var isTerminal: Bool {
    rawValue >= JobState.succeeded.rawValue
  }

  /// Whether the job waits for its due time: the store looks for it when `DueClock` rings.
  public var isTimed: Bool {
    self == .scheduled || self == .retrying
  }

  /// Of these the moment at which a job came into this state; `nil` if that is the one at which it was made.
  func began(started: Timestamp?, finished: Timestamp?, waiting: Timestamp?) -> Timestamp? {
    if isTerminal { return finished }
    return self == .running ? started : waiting
  }

  /// The states a job may be in directly after this one.
  public var successors: Set<JobState> {
    switch self {
    case .held: [.scheduled, .blocked, .queued, .retrying, .cancelled, .skipped, .failed]
    case .scheduled: [.held, .queued, .cancelled, .failed]
    case .blocked: [.held, .queued, .scheduled, .cancelled, .skipped, .failed]
    case .queued: [.held, .running, .scheduled, .cancelled, .failed]
    case .running: [.queued, .scheduled, .retrying, .succeeded, .failed, .cancelled]
    case .retrying: [.held, .queued, .cancelled, .failed]
    case .succeeded: []
    case .failed, .cancelled, .skipped: [.queued]
    }
  }

  /// Whether a job may go from this state to `next` in one step.
  public func canMove(to next: JobState) -> Bool {
    Self.moves[rawValue] & (1 << next.rawValue) != 0
  }

  /// By states the bits of their successors: a set each time would cost more than the move.
  private static let moves = allCases.map { $0.successors.reduce(0) { $0 | 1 << $1.rawValue } }

  /// The name used on the wire and in logs.
  public var name: String {
    switch self {
    case .held: "held"
    case .scheduled: "scheduled"
    case .blocked: "blocked"
    case .queued: "queued"
    case .running: "running"
    case .retrying: "retrying"
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .skipped: "skipped"
    }
  }

  /// The state of that name; `nil` if there is none.
  public init?(name: String) {
    guard let state = JobState.allCases.first(where: { $0.name == name }) else { return nil }
    self = state
  }
}
