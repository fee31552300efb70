// One worker process as its pool knows it. Its pool alone touches it; what to do about it is decided there.

import Glibc

/// A worker process.
final class Worker {
  /// Unique in its pool.
  let number: Int
  let startedAt: Timestamp
  var phase = WorkerPhase.starting
  /// `nil` until the kernel has started it.
  var process: SpawnedWorker?
  var watches = Watches()

  /// Those in flight, by fence.
  var attempts: [String: Running] = [:]
  /// Attempts that wait for the answer to a ping.
  var waiting: [WorkerAttempt] = []
  /// The newest that have ended; late remarks about them are ignored.
  var ended: [String] = []

  var lines = LineReader()
  var outgoing = OutgoingBytes()
  var stdoutTail = WorkerTail()
  var stderrTail = WorkerTail()
  /// Not read from, because what it has sent is not yet dealt with.
  var isPaused = false

  /// Of its standard output and error, how many it had open when it said hello.
  var outputsAtHello = 0

  var jobsDone = 0
  /// Ends after this many.
  var jobsMax = Int.max
  /// The pool's count of uses when it was last given an attempt.
  var lastUse = 0
  var idleSinceMicros: Int64 = 0
  /// When it was kept although it had been idle for long.
  var keptAtMicros: Int64 = 0
  /// It has been idle for long and is no longer counted on, but takes a job that was claimed before; then it ends.
  var isLeaving = false
  /// Gets no attempt any more, and ends when it has none.
  var isRetiring = false
  /// What it did that it may not.
  var fault: String?
  /// The attempt for whose sake it was killed.
  var killedFor: JobID?
  /// TERM or KILL was sent because somebody asked for it, or it was told to stop.
  var isEndingAsked = false

  /// The strongest signal that was sent to its group.
  var lastSignal = Signal.none
  /// It has ended after TERM, and the rest of its group has what is left of the time until KILL.
  var groupWait: GroupWatch.Wait?
  /// The group had to be waited for after TERM, and is gone.
  var isGroupGone = false

  /// Signals that end it, the weaker first.
  enum Signal: Int, Comparable {
    case none, terminate, kill

    static func < (left: Signal, right: Signal) -> Bool { left.rawValue < right.rawValue }
  }

  /// For hello, or for the answer to a ping.
  var patience: LoopTimers.ID?
  /// For the next step of its end.
  var escalation: LoopTimers.ID?
  /// At a process whose end is kept for a tracer.
  var nextLook: LoopTimers.ID?
  /// Of the ping that has not been answered.
  var pingNumber: Int64?

  /// An attempt in flight.
  struct Running {
    let attempt: WorkerAttempt
    /// How much the worker has been told before it was told of this.
    let toldBytes: Int
    /// It was told to stop.
    var isStopped = false
    /// When TERM comes, once it has been told to end; see `LoopClock`.
    var graceAtMicros: Int64?
    /// It reported progress that makes no sense, and was told so in its log.
    var hasOddProgress = false
    /// Until TERM.
    var grace: LoopTimers.ID?
    /// It ends with this, whatever the worker says.
    var failure: JobFailure?
    /// What it has delivered since it failed, which is dropped.
    var droppedBytes = 0
  }

  /// What the loop knows its descriptors by.
  struct Watches {
    var pidfd: UInt64?
    var orders: UInt64?
    var reports: UInt64?
    var stdout: UInt64?
    var stderr: UInt64?
  }

  init(number: Int, startedAt: Timestamp) {
    self.number = number
    self.startedAt = startedAt
  }

  var isPinged: Bool {
    pingNumber != nil
  }

  /// Who comes last of those that can take an attempt: one that has yet to answer a ping, and before it one that is
  /// about to leave.
  var preference: Int {
    isPinged ? 0 : isLeaving ? 1 : 2
  }

  /// Idle, and counted on.
  var isUnused: Bool {
    phase == .idle && !isPinged && !isLeaving
  }

  var unusedSinceMicros: Int64 {
    max(idleSinceMicros, keptAtMicros)
  }

  /// How the attempt named stands to this worker.
  func standing(_ fence: String) -> WorkerAttemptStanding {
    if attempts[fence] != nil { return .running }
    return ended.contains(fence) ? .ended : .unknown
  }

  func noteEnd(_ fence: String) {
    ended.append(fence)
    if ended.count > 2 * Limits.workerEndedFencesMax { ended.removeFirst(Limits.workerEndedFencesMax) }
  }

  /// Signals the group. The leader is not reaped before the group is done with, so the number is its own.
  func signal(_ number: Int32) {
    guard let process else { return }
    killpg(process.pid, number)
    lastSignal = max(lastSignal, number == SIGKILL ? .kill : number == SIGTERM ? .terminate : .none)
  }

  /// It has closed its standard output or error since its hello: what the next job prints would be lost, or end it.
  var hasClosedOutput: Bool {
    openOutputs < outputsAtHello
  }

  /// Of its standard output and error, those that it, or a process it has started, has open.
  var openOutputs: Int {
    guard let process else { return 0 }
    var outputs = [process.stdout, process.stderr].map { pollfd(fd: $0, events: 0, revents: 0) }
    poll(&outputs, nfds_t(outputs.count), 0)
    return outputs.count { $0.revents & Int16(POLLHUP) == 0 }
  }

  /// The resident memory of the process itself, in bytes; `nil` if it is gone.
  var residentBytes: Int64? {
    guard let process, let text = ProcFile.text("/proc/\(process.pid)/statm") else { return nil }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int64(fields[1]) else { return nil }
    return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// What it left on its standard error, else its standard output, to be put behind a sentence.
  var lastWords: String {
    for (name, tail) in [("standard error", stderrTail), ("standard output", stdoutTail)] {
      let text = tail.text(bytesMax: Limits.errorMessageBytesMax - 300)
      if !text.isEmpty { return "; the end of its \(name):\n\(text)" }
    }
    return ""
  }
}
