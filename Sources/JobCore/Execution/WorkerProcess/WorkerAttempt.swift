// An attempt on its way through a pool: what its worker is told, and where what the worker says goes.

import Synchronization

/// One attempt, shared by the pool and the task that carries it out.
final class WorkerAttempt: Sendable {
  let fence: String
  let job: JobID
  /// The `run` message.
  let line: [UInt8]
  let control: AttemptControl
  /// Takes a report of how far it is; false for one that makes no sense.
  let progress: @Sendable (WorkerProgress) -> Bool
  let mailbox = AttemptMailbox()
  private let number = Atomic<Int>(0)

  init(
    _ job: ClaimedJob, line: [UInt8], control: AttemptControl, progress: @escaping @Sendable (WorkerProgress) -> Bool
  ) {
    fence = Self.fence(job.fence)
    self.job = job.id
    self.line = line
    self.control = control
    self.progress = progress
  }

  /// The number of the worker that has it; 0 before there is one.
  var worker: Int {
    number.load(ordering: .relaxed)
  }

  func assign(to worker: Int) {
    number.store(worker, ordering: .relaxed)
  }

  /// The text that names an attempt to its worker.
  static func fence(_ fence: Fence) -> String {
    "\(fence.job)-\(fence.start)-\(fence.boot)"
  }
}

/// How far an attempt is, as its worker says.
struct WorkerProgress: Hashable, Sendable {
  var fraction: Double?
  var done: Int64?
  var total: Int64?
  var note: String?
}
