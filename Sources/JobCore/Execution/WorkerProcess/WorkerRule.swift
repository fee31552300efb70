// What an event of a worker means in each state of it: the table of docs/worker-protocol.md, as a function. Pure.

/// Where a worker stands.
enum WorkerPhase: String, CaseIterable, Hashable, Sendable {
  /// Started, and has not said hello.
  case starting
  /// Ready, without an attempt.
  case idle
  /// With at least one attempt.
  case busy
  /// Told to end, or killed: gets no attempt any more.
  case stopping
}

/// What happens at a worker.
enum WorkerEvent: Hashable, Sendable {
  case hello
  case pong
  /// The end of an attempt.
  case end(WorkerAttemptStanding)
  /// Progress, or text for the log.
  case remark(WorkerAttemptStanding)
  /// A checkpoint, a follow-up, a value.
  case delivery(WorkerAttemptStanding)
  /// What is no message.
  case garbage
  /// The channel is closed, and the process lives on.
  case closed
  case exit
  /// A ping was not answered in time.
  case silence
}

/// How the attempt that a message names stands to the worker.
enum WorkerAttemptStanding: CaseIterable, Hashable, Sendable {
  /// Running in it.
  case running
  /// It has ended.
  case ended
  /// It was never given to it.
  case unknown
}

/// What is to be done.
enum WorkerVerdict: Hashable, Sendable {
  /// The event is what it should be; the pool carries it out.
  case accept
  case ignore
  /// Kill it, fail its attempts, and pause before the next start.
  case fault(String)
}

/// The rules of the protocol.
enum WorkerRule {
  static func verdict(_ phase: WorkerPhase, _ event: WorkerEvent) -> WorkerVerdict {
    switch event {
    case .exit: return .accept
    case .garbage: return .fault("wrote what is no message")
    case .closed: return phase == .stopping ? .ignore : .fault("closed its channel and lived on")
    case .silence: return phase == .idle ? .fault("did not answer a ping") : .ignore
    case .hello:
      if phase == .starting { return .accept }
      return .fault("said hello twice")
    case .pong:
      // One that comes late, when it has been told to end meanwhile, does no harm.
      return phase == .starting ? .fault("spoke before its hello") : .accept
    case .end(let standing), .remark(let standing), .delivery(let standing):
      if phase == .starting { return .fault("spoke before its hello") }
      return verdict(standing, event)
    }
  }

  private static func verdict(_ standing: WorkerAttemptStanding, _ event: WorkerEvent) -> WorkerVerdict {
    switch (standing, event) {
    case (.running, _): .accept
    case (.ended, .remark): .ignore
    case (.ended, .end): .fault("ended an attempt twice")
    case (.ended, _): .fault("delivered for an attempt that has ended")
    case (.unknown, _): .fault("spoke for an attempt it was not given")
    }
  }
}
