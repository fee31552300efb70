// What keeps a job from running, on the wire.

import JobCore
import JobWire

extension WhyView {
  init(_ answer: WhyAnswer) {
    self.init(
      state: WireJobState(answer.state), blockers: answer.blockers.map { BlockerView($0) }, position: answer.position)
  }
}

extension WhyView {
  /// What a worker that failed has printed may be about jobs that the asker does not see.
  mutating func hideWorkers() {
    for index in blockers.indices where blockers[index].kind == Blocker.Kind.handlerDown.rawValue {
      blockers[index].detail = "the workers of its handler fail; whoever sees all jobs is told how"
    }
  }

  /// What it waits for may be jobs and batches that the asker does not see.
  mutating func hideParents() {
    for index in blockers.indices where blockers[index].kind == Blocker.Kind.parent.rawValue {
      blockers[index].detail = "waits for a job or batch; whoever sees all jobs is told which"
    }
  }
}

extension WhyView {
  /// The job that goes first may be one that the asker does not see.
  ///
  /// - Parameter blockers: those of this answer.
  mutating func hideAhead(of causes: [Blocker], but visible: Set<JobID>) {
    for (index, cause) in causes.enumerated() {
      if let ahead = cause.ahead, !visible.contains(ahead) { blockers[index].detail = "another job is ahead of it" }
    }
  }
}

extension Blocker {
  /// The job that goes first, if that is what it is about.
  var ahead: JobID? {
    if case .ahead(let id, _) = cause { id } else { nil }
  }
}

extension BlockerView {
  fileprivate init(_ blocker: Blocker) {
    self.init(kind: blocker.kind.rawValue, detail: blocker.text, until: blocker.until.map { WireTime($0) })
  }
}
