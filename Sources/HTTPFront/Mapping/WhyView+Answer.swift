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
  /// The job that goes first, or that runs in its place, may be one that the asker does not see.
  ///
  /// - Parameter causes: those of this answer.
  mutating func hideOthers(of causes: [Blocker], but visible: Set<JobID>) {
    for (index, cause) in causes.enumerated() {
      if let other = cause.other, !visible.contains(other) { blockers[index].detail = cause.textWithoutOther }
    }
  }
}

extension Blocker {
  /// The job that it names, beside parents.
  var other: JobID? {
    switch cause {
    case .ahead(let id, _): id
    case .limit(_, _, _, let holder): holder
    default: nil
    }
  }

  fileprivate var textWithoutOther: String {
    switch cause {
    case .ahead: "another job is ahead of it"
    case .limit(let key, let running, let max, _): Self.limitText(key, running, max)
    default: text
    }
  }
}

extension BlockerView {
  fileprivate init(_ blocker: Blocker) {
    self.init(kind: blocker.kind.rawValue, detail: blocker.text, until: blocker.until.map { WireTime($0) })
  }
}
