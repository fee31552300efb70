// What keeps a job from running, on the wire.

import JobCore
import JobWire

extension WhyView {
  init(_ answer: WhyAnswer) {
    self.init(
      state: WireJobState(answer.state), blockers: answer.blockers.map { BlockerView($0) }, position: answer.position)
  }
}

extension BlockerView {
  fileprivate init(_ blocker: Blocker) {
    self.init(kind: blocker.kind.rawValue, detail: blocker.detail, until: blocker.until.map { WireTime($0) })
  }
}
